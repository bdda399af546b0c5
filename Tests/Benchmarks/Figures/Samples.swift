/// Durations of the same work, repeated.
struct Samples {
    private var milliseconds: [Double] = []

    /// Repetitions before the first that counts.
    static let warmUp = 5

    /// Repetitions that count.
    static let count = 25

    /// Adds one.
    mutating func add(_ duration: Duration) { milliseconds.append(duration / .milliseconds(1)) }

    /// Prints `name median min max count`, in milliseconds.
    func report(_ name: String) {
        let sorted = milliseconds.sorted()
        guard let least = sorted.first, let most = sorted.last else { return }
        print(name, Self.text(sorted[sorted.count / 2]), Self.text(least), Self.text(most), sorted.count)
    }

    private static func text(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
