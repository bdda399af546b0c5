import FolioModel

/// Goes back from what there is now to what there was before the first change.
struct OpeningWalk<Figure: FixedPoint>: Sendable {
    /// Before the first change.
    private(set) var opening: Figure
    /// What nobody can explain, by the place of the change behind which it belongs.
    private(set) var missing: [Int: Figure] = [:]

    /// Walks back.
    ///
    /// - Parameters:
    ///   - end: What there is after the last change.
    ///   - changes: By what it changed, oldest first, each with its place.
    ///   - mayBeNegative: Whether less than nothing is possible; else it is taken as nothing, and the rest is missing.
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    init(
        end: Figure,
        _ changes: [(place: Int, change: Figure)],
        mayBeNegative: Bool
    ) throws(ArithmeticOverflow) {
        var level = end
        for (place, change) in changes.reversed() {
            level = try level - change
            guard level.isNegative, !mayBeNegative else { continue }
            missing[place] = level
            level = .zero
        }
        opening = level
    }
}
