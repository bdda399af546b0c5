/// A set of dates as ranges: in order, apart from each other by at least a day.
package struct DayRanges: Hashable, Sendable {
    /// Oldest first; neither overlapping nor touching.
    package private(set) var ranges: [ClosedRange<Day>] = []

    /// Makes a set without dates.
    package init() {}

    /// Takes ranges in any order, overlapping or not.
    package init(_ ranges: some Sequence<ClosedRange<Day>>) { for range in ranges { insert(range) } }

    /// Whether there is no date in it.
    package var isEmpty: Bool { ranges.isEmpty }

    /// Adds all dates of a range; what it overlaps or touches becomes one with it.
    package mutating func insert(_ range: ClosedRange<Day>) {
        let before = ranges.prefix { $0.upperBound.adding(days: 1) < range.lowerBound }
        let after = ranges.drop { $0.lowerBound <= range.upperBound.adding(days: 1) }
        let touched = ranges[before.endIndex..<after.startIndex]
        let lower = min(range.lowerBound, touched.first?.lowerBound ?? range.lowerBound)
        let upper = max(range.upperBound, touched.last?.upperBound ?? range.upperBound)
        ranges = before + [lower...upper] + after
    }

    /// Whether the date is in it.
    package func contains(_ day: Day) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < day { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(day)
    }
}
