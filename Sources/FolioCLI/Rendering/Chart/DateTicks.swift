import FolioModel

/// Which of a chart's dates are named below it.
struct DateTicks: Sendable, Hashable {
    /// A column and what stands below it.
    struct Tick: Sendable, Hashable {
        var column: Int
        var label: String
    }

    /// What begins at a tick, the finest first.
    private enum Unit: CaseIterable {
        case day, week, month, quarter, year, fiveYears

        /// Dates of one unit have the same number.
        func number(_ day: Day) -> Int {
            let (year, month, _) = day.components
            return switch self {
            case .day: Int(day.number)
            case .week: (Int(day.number) + 3) / 7
            case .month: year * 12 + month
            case .quarter: year * 4 + (month - 1) / 3
            case .year: year
            case .fiveYears: year / 5
            }
        }

        func label(_ day: Day) -> String {
            let (year, month, date) = day.components
            switch self {
            case .day, .week: return "\(DateTicks.months[month - 1]) \(date)"
            case .month, .quarter: return month == 1 ? String(year) : DateTicks.months[month - 1]
            case .year, .fiveYears: return String(year)
            }
        }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Columns between the end of a label and the next one.
    private static let gap = 2

    /// From the left to the right; empty where nothing fits.
    let ticks: [Tick]

    /// Takes the finest unit whose labels have room.
    ///
    /// - Parameters:
    ///   - days: In order.
    ///   - columns: Where each date stands, in the same order.
    ///   - width: The columns there are.
    init(_ days: [Day], columns: [Int], width: Int) {
        for unit in Unit.allCases {
            guard let ticks = Self.fitting(Self.starts(unit, days, columns), width) else { continue }
            self.ticks = ticks
            return
        }
        ticks = []
    }

    /// Where units begin; the first date only where the unit is known to begin with it.
    private static func starts(_ unit: Unit, _ days: [Day], _ columns: [Int]) -> [Tick] {
        days.indices.compactMap { index in
            let isStart = index == 0 ? unit == .day : unit.number(days[index]) != unit.number(days[index - 1])
            return isStart ? Tick(column: columns[index], label: unit.label(days[index])) : nil
        }
    }

    /// The ticks, where none runs into the next one; what would run over the end has none.
    private static func fitting(_ ticks: [Tick], _ width: Int) -> [Tick]? {
        let kept = ticks.filter { $0.column + $0.label.count <= width }
        guard !kept.isEmpty else { return nil }
        let isTight = zip(kept, kept.dropFirst()).contains { one, next in
            next.column < one.column + one.label.count + gap
        }
        return isTight ? nil : kept
    }
}
