import FolioCLI
import FolioModel
import Testing

@Suite struct RoundTicksTests {
    @Test(arguments: [
        (0.0...100.0, ["0", "50", "100"]),
        (250_312.4...289_347.6, ["260,000", "270,000", "280,000"]),
        (0.98...1.02, ["0.98", "1.00", "1.02"]),
        (-1_500.0...1_500.0, ["-1,000", "0", "1,000"]),
        (1_234_000.0...1_267_000.0, ["1.24M", "1.25M", "1.26M"]),
        (99_000_000_000_000.0...101_000_000_000_000.0, ["99T", "100T", "101T"]),
        (0.0...0.00002, ["0", "0.00001", "0.00002"]),
    ])
    func `labels are round and all have the same decimals`(range: ClosedRange<Double>, labels: [String]) {
        #expect(RoundTicks(range, atMost: 3).ticks.map(\.label) == labels)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `ticks lie in the range, evenly, and are as many as wanted at most`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let low = Double(Int.random(in: -1_000_000...1_000_000, using: &random)) * 1.25
        let spans: [Double] = [0.01, 1, 37, 12_345, 9e9, 1e15]
        let span = spans.randomElement(using: &random) ?? 1
        let count = Int.random(in: 2...12, using: &random)
        let ticks = RoundTicks(low...low + span, atMost: count).ticks
        #expect((1...count).contains(ticks.count))
        let reach = low - span * 1e-6...low + span * 1.000001
        #expect(ticks.allSatisfy { reach.contains($0.value) })
        #expect(Set(ticks.map(\.label)).count == ticks.count)
    }
}

@Suite struct LineChartTests {
    /// So many sessions from 2026-01-05 on, five a week.
    private static func points(_ values: [Double], quality: (Int) -> Int = { _ in 100 }) throws -> [LineChart.Point] {
        let start = try #require(Day(year: 2026, month: 1, day: 5))
        return values.enumerated().map { index, value in
            LineChart.Point(start.adding(days: index / 5 * 7 + index % 5), value, quality: quality(index))
        }
    }

    /// Rises, falls and rises again.
    private static let curve = (0..<60).map { index -> Double in
        let phase = index % 40
        return 1000 + Double(phase < 20 ? phase * 30 : (40 - phase) * 30) + Double(index * 4)
    }

    private static func drawn(_ values: [Double], width: Int, isUnicode: Bool = true) throws -> String {
        LineChart(try points(values), height: 6).rendered(Look(width: width, isUnicode: isUnicode))
    }

    @Test(arguments: [40, 60, 100])
    func `a line fills the width`(width: Int) throws {
        #expect(try Self.drawn(Self.curve, width: width) == Goldens.charts["curve \(width)"])
    }

    @Test(arguments: [
        ("flat", Array(repeating: 250.0, count: 10)), ("zeros", Array(repeating: 0, count: 10)), ("lone", [99.5]),
        ("negative", [-300, -250, -100, 50, 20, -80]), ("huge", [1e14, 3.2e14, 2.5e14, 9.9e14]),
        ("tiny", [0.000012, 0.000015, 0.000011]), ("pair", [1, 2]),
    ])
    func `any figures have a line`(name: String, values: [Double]) throws {
        #expect(try Self.drawn(values, width: 44) == Goldens.charts[name])
    }

    @Test func `without Unicode the line is drawn in ASCII`() throws {
        let text = try Self.drawn(Self.curve, width: 60, isUnicode: false)
        #expect(text == Goldens.charts["ascii"])
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func `what is not sure is dotted, and the strip says how sure it is`() throws {
        let points = try Self.points(Self.curve) { $0 < 20 ? 40 : $0 < 30 ? 95 : 100 }
        #expect(LineChart(points, height: 6).rendered(Look(width: 60)) == Goldens.charts["unsure"])
    }

    @Test func `a live point is marked, and the axis is broken where nothing is known`() throws {
        var points = try Self.points(Self.curve)
        points.append(LineChart.Point(points[59].day.adding(days: 3), 1400, isLive: true))
        points = points.enumerated().map { index, point in
            LineChart.Point(point.day, point.value, isLive: point.isLive, isInGap: index < 15)
        }
        #expect(LineChart(points, height: 6).rendered(Look(width: 60)) == Goldens.charts["live"])
    }

    @Test func `no points are no chart`() {
        #expect(LineChart([]).rendered(Look(width: 60)).isEmpty)
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func `no line is wider than the terminal, whatever the figures`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...900, using: &random)
        let scales: [Double] = [0.001, 1, 1e5, 1e13, 1e19]
        let scale = scales.randomElement(using: &random) ?? 1
        let values = (0..<count).map { _ in Double(Int.random(in: -1000...1000, using: &random)) * scale }
        let qualities = (0..<count).map { _ in Int.random(in: 0...100, using: &random) }
        let width = Int.random(in: 20...220, using: &random)
        let height = Int.random(in: 3...40, using: &random)
        let points = try Self.points(values) { qualities[$0] }
        for isUnicode in [true, false] {
            let text = LineChart(points, height: height).rendered(Look(width: width, isUnicode: isUnicode))
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= width })
            #expect((height + 2...height + 4).contains(lines.count))
        }
    }
}
