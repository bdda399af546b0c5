import FolioModel

/// What is asked of `/v2/account/portfolio/history`.
struct AlpacaHistoryQuery {
    /// The lengths of a window below a day, in minutes, by their names.
    private static let intraday = ["1Min": 1, "5Min": 5, "15Min": 15, "1H": 60]
    private static let maximumIntradayDays = 30

    /// Seconds after midnight between which windows begin, by what is to be reported.
    private static let hours = [
        "market_hours": 34_200..<57_600, "extended_hours": 14_400..<72_000, "continuous": 0..<86_400,
    ]

    let timeframe: String
    let days: ClosedRange<Day>
    let cashflowTypes: [String]?

    /// The length of a window in seconds; `nil` for whole days.
    private let step: Int?
    private let reported: Range<Int>

    init(_ request: SandboxRequest, lastDay: Day) throws(AlpacaError) {
        let bounds = [request.parameter("start"), request.parameter("end"), request.parameter("period")]
        guard bounds.contains(nil) else {
            throw .unprocessable("only two of start, end and period can be specified at the same time")
        }
        let end = try request.instant("end")?.newYorkDay ?? lastDay
        let start: Day
        if let given = try request.instant("start") {
            start = given.newYorkDay
        } else {
            start = try Self.day(before: end, by: request.parameter("period") ?? "1M")
        }
        guard start <= end else { throw .unprocessable("start must not be after end") }
        let length = Int(end.number - start.number)
        timeframe = request.parameter("timeframe") ?? (length < 7 ? "1Min" : length < 30 ? "15Min" : "1D")
        let minutes = Self.intraday[timeframe]
        guard timeframe == "1D" || minutes != nil else { throw .unprocessable("invalid timeframe: \(timeframe)") }
        guard minutes == nil || length <= Self.maximumIntradayDays else {
            throw .unprocessable("only 30 days or less can be queried with the timeframe \(timeframe)")
        }
        guard let reported = Self.hours[request.parameter("intraday_reporting") ?? "market_hours"] else {
            throw .unprocessable("invalid intraday_reporting")
        }
        guard ["no_reset", "per_day"].contains(request.parameter("pnl_reset") ?? "per_day") else {
            throw .unprocessable("invalid pnl_reset")
        }
        (self.reported, days, step) = (reported, start...end, minutes.map { $0 * 60 })
        cashflowTypes = request.list("cashflow_types").flatMap { $0 == ["NONE"] ? nil : $0 }
    }

    private static func day(before end: Day, by period: String) throws(AlpacaError) -> Day {
        guard let count = Int(period.dropLast()), (1...1000).contains(count) else {
            throw .unprocessable("invalid period: \(period)")
        }
        switch period.last {
        case "D":
            var day = end
            for _ in 1..<max(2, count) { day = ExchangeCalendar.previousSession(before: day) }
            return day
        case "W": return end.adding(days: -7 * count)
        case "M": return end.adding(months: -count)
        case "A": return end.adding(months: -12 * count)
        default: throw .unprocessable("invalid period: \(period)")
        }
    }

    /// A value with the beginning of its window.
    struct Point {
        let at: Timestamp
        let day: Day
        let value: Amount
    }

    /// The points asked for: the day's value, or, within a day, on a straight line to it from the day before.
    func points(of values: [(day: Day, value: Amount)]) -> [Point] {
        var points: [Point] = []
        for (index, (day, value)) in values.enumerated() where days.contains(day) {
            guard let step else {
                points.append(Point(at: AlpacaRecords.evening(day), day: day, value: value))
                continue
            }
            let before = index == 0 ? Amount.zero : values[index - 1].value
            for second in stride(from: reported.lowerBound, to: reported.upperBound, by: step) {
                let passed = Int128(min(second + step - reported.lowerBound, reported.count))
                let raw = before.raw + (value.raw - before.raw) * passed / Int128(reported.count)
                let at = AlpacaRecords.newYork(day, seconds: second)
                points.append(Point(at: at, day: day, value: Amount(raw: raw)))
            }
        }
        return points
    }

    /// What profit and loss are counted from, and of which day that is; without a day, the first point's value.
    func base(of values: [(day: Day, value: Amount)], _ points: [Point]) -> (value: Amount, day: Day?) {
        if step != nil, let last = values.last(where: { $0.day < days.lowerBound }) { return (last.value, last.day) }
        return (points.first?.value ?? .zero, nil)
    }
}

extension AlpacaAccount {
    func portfolioHistory(_ request: SandboxRequest) throws(AlpacaError) -> JSONValue {
        let query = try AlpacaHistoryQuery(request, lastDay: world.lastDay)
        let values = world.dailyValues(of: account)
        let points = query.points(of: values)
        let base = query.base(of: values, points)
        let unit: Int64 = records.dialect.stamps == .seconds ? 1000 : 1
        return JSONValue.members([
            ("base_value", .figure(base.value.rounded(to: 2))),
            ("base_value_asof", base.day.map { .string($0.description) }),
            ("equity", .array(points.map { .figure($0.value.rounded(to: 2)) })),
            (
                "profit_loss",
                .array(points.map { .figure(Amount(raw: $0.value.raw - base.value.raw).rounded(to: 2)) })
            ),
            ("profit_loss_pct", .array(points.map { Self.share($0.value.raw - base.value.raw, of: base.value.raw) })),
            ("timeframe", .string(query.timeframe)),
            ("timestamp", .array(points.map { .number(String($0.at.milliseconds / unit)) })),
            ("cashflow", query.cashflowTypes.map { records.cashflow(types: $0, days: points.map(\.day)) }),
        ])
    }

    private static func share(_ part: Int128, of whole: Int128) -> JSONValue {
        guard whole != 0 else { return 0 }
        return .figure(Ratio(raw: part * 1_000_000_000_000 / whole).rounded(to: 4))
    }
}
