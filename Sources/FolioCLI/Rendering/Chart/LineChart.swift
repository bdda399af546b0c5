package import FolioModel

/// A line of figures over dates, as wide as the terminal.
///
/// It is dotted and faint where a figure is not sure, and a strip below tells how sure.
package struct LineChart: Sendable {
    /// One date.
    package struct Point: Sendable, Hashable {
        package var day: Day
        package var value: Double
        /// 0 to 100.
        package var quality: Int
        /// Whether the date is not finished.
        package var isLive: Bool
        /// Whether something is not known of the date at all.
        package var isInGap: Bool

        /// Makes a point of full quality unless said otherwise.
        package init(_ day: Day, _ value: Double, quality: Int = 100, isLive: Bool = false, isInGap: Bool = false) {
            (self.day, self.value, self.quality) = (day, value, quality)
            (self.isLive, self.isInGap) = (isLive, isInGap)
        }
    }

    /// Rows of the drawing, without the axis.
    package static let heights = 3...100

    /// Rows where nothing else was said.
    package static let usualHeight = 12

    /// Columns where there is no terminal.
    private static let usualWidth = 80

    /// Labels are left out where less would be left to draw in.
    private static let narrowestPlot = 8

    private let points: [Point]
    private let height: Int
    private let domain: ClosedRange<Double>

    /// Takes points, oldest first.
    package init(_ points: [Point], height: Int = usualHeight) {
        self.points = points
        self.height = min(max(height, Self.heights.lowerBound), Self.heights.upperBound)
        domain = Self.domain(points.map(\.value))
    }

    /// From the lowest to the highest figure; with room around a level line.
    private static func domain(_ values: [Double]) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max() else { return 0...1 }
        guard low == high else { return low...high }
        let room = low == 0 ? 1 : abs(low) / 20
        return low - room...high + room
    }

    /// The lines, each ending in a newline, none wider than the look allows; empty without points.
    package func rendered(_ look: Look) -> String {
        guard !points.isEmpty else { return "" }
        let ticks = RoundTicks(domain, atMost: max(3, height / 3)).ticks
        let hasStrip = points.contains { $0.quality < 100 }
        let width = look.width ?? Self.usualWidth
        var labels = max(ticks.map(\.label.count).max() ?? 0, hasStrip ? Self.stripLabel.count : 0)
        if width - labels - 2 < Self.narrowestPlot { labels = 0 }
        let columns = max(1, width - labels - 2)
        let canvas = self.canvas(columns, look)
        var text = ""
        for row in 0..<height {
            let tick = labels == 0 ? nil : ticks.first { self.row($0.value, canvas) == row }
            text += gutter(tick?.label, labels, look) + line(canvas, row, look) + "\n"
        }
        text += axis(columns, labels, look)
        if hasStrip { text += strip(columns, labels, look) }
        return text
    }

    // MARK: Places

    /// The share of the height at which a value stands, 0 at the bottom.
    private func share(_ value: Double) -> Double {
        (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    }

    /// The row of dots from the bottom in which a value stands, among so many.
    private func dotRow(_ value: Double, among count: Int) -> Int { Int((share(value) * Double(count - 1)).rounded()) }

    /// The row of characters from the top in which a value stands.
    private func row(_ value: Double, _ canvas: DotCanvas) -> Int {
        height - 1 - dotRow(value, among: canvas.height) / canvas.perRow
    }

    /// Where a point stands among so many places from the left.
    private func place(_ index: Int, among count: Int) -> Int {
        guard points.count > 1 else { return (count - 1) / 2 }
        return (index * (count - 1) * 2 + points.count - 1) / ((points.count - 1) * 2)
    }

    private func columns(among count: Int) -> [Int] { points.indices.map { place($0, among: count) } }

    // MARK: Line

    private func canvas(_ columns: Int, _ look: Look) -> DotCanvas {
        var canvas = DotCanvas(columns: columns, rows: height, isUnicode: look.isUnicode)
        func dot(_ index: Int) -> (x: Int, y: Int) {
            (place(index, among: canvas.width), dotRow(points[index].value, among: canvas.height))
        }
        var before = dot(0)
        canvas.set(before.x, before.y, isSure: points[0].quality >= 100)
        for index in points.indices.dropFirst() {
            let next = dot(index)
            let isSure = points[index].quality >= 100 && points[index - 1].quality >= 100
            canvas.line(from: before, to: next, isSure: isSure)
            before = next
        }
        return canvas
    }

    /// The character over the point that is marked: one that is live, or a lone one.
    private func marker(_ canvas: DotCanvas) -> (row: Int, column: Int)? {
        guard let last = points.last, last.isLive || points.count == 1 else { return nil }
        return (row(last.value, canvas), place(points.count - 1, among: canvas.columns))
    }

    private var tone: Look.Tone {
        guard let first = points.first, let last = points.last, first.value != last.value else { return .plain }
        return last.value > first.value ? .good : .bad
    }

    private func line(_ canvas: DotCanvas, _ row: Int, _ look: Look) -> String {
        var pieces = canvas.characters(inRow: row).map { cell in
            cell.map { (String($0.character), $0.isSure ? tone : .faint) } ?? (" ", Look.Tone.plain)
        }
        if let marker = marker(canvas), marker.row == row {
            pieces[marker.column] = (look.marker, .strong)
        }
        while pieces.last?.0 == " " { pieces.removeLast() }
        return look.colored(pieces)
    }

    // MARK: What stands around it

    private func gutter(_ label: String?, _ width: Int, _ look: Look) -> String {
        let text = label ?? ""
        return String(repeating: " ", count: max(0, width - text.count)) + look.colored(text, .faint)
            + " " + look.colored(label == nil ? look.side : look.sideTick, .faint)
    }

    /// The line below with its ticks, broken where something is not known, and the dates below it.
    private func axis(_ columns: Int, _ labels: Int, _ look: Look) -> String {
        let places = self.columns(among: columns)
        let ticks = DateTicks(points.map(\.day), columns: places, width: columns).ticks
        var characters = Array(repeating: look.rule, count: columns)
        for index in points.indices where points[index].isInGap {
            let next = index + 1 < points.count ? places[index + 1] : places[index] + 1
            for column in places[index]..<max(places[index] + 1, next) { characters[column] = look.brokenRule }
        }
        for tick in ticks { characters[tick.column] = look.ruleTick }
        let indent = String(repeating: " ", count: labels + 1)
        var dates = ""
        for tick in ticks { dates += String(repeating: " ", count: tick.column - dates.count) + tick.label }
        let line = indent + look.colored(look.corner + characters.joined(), .faint) + "\n"
        return dates.isEmpty ? line : line + indent + " " + look.colored(dates, .faint) + "\n"
    }

    private static let stripLabel = "quality"

    /// The least quality of each column.
    private func strip(_ columns: Int, _ labels: Int, _ look: Look) -> String {
        let places = self.columns(among: columns)
        var least = Array(repeating: 100, count: columns)
        for index in points.indices {
            let next = index + 1 < points.count ? places[index + 1] : columns
            // A lone point, and the first one, stand for what is before them, too.
            let first = index == 0 ? 0 : places[index]
            for column in first..<max(first + 1, next) { least[column] = min(least[column], points[index].quality) }
        }
        let label = labels == 0 ? "" : String(repeating: " ", count: labels - Self.stripLabel.count) + Self.stripLabel
        let pieces = least.map { quality in
            (look.level(quality), quality >= 100 ? Look.Tone.faint : quality >= 80 ? .plain : .warning)
        }
        return look.colored(label, .faint) + "  " + look.colored(pieces) + "\n"
    }
}

extension Look {
    fileprivate var side: String { isUnicode ? "│" : "|" }
    fileprivate var sideTick: String { isUnicode ? "┤" : "+" }
    fileprivate var corner: String { isUnicode ? "└" : "+" }
    fileprivate var ruleTick: String { isUnicode ? "┬" : "+" }
    fileprivate var brokenRule: String { isUnicode ? "┄" : " " }
    var marker: String { isUnicode ? "●" : "o" }

    /// A character as high as a quality; in ASCII its tens, and a full point for 100.
    fileprivate func level(_ quality: Int) -> String {
        let quality = min(100, max(0, quality))
        guard isUnicode else { return quality == 100 ? "." : String(quality / 10) }
        let levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return levels[quality == 100 ? 7 : quality * 7 / 100]
    }

    /// Pieces beside each other, those of one colour together.
    func colored(_ pieces: [(text: String, tone: Tone)]) -> String {
        var (result, run, tone) = ("", "", Tone.plain)
        for piece in pieces {
            if piece.tone != tone {
                result += colored(run, tone)
                (run, tone) = ("", piece.tone)
            }
            run += piece.text
        }
        return result + colored(run, tone)
    }
}
