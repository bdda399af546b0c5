/// A grid of dots that is drawn as characters: eight to a braille pattern, three to an ASCII character.
struct DotCanvas: Sendable {
    /// Characters across and down.
    let columns: Int
    let rows: Int
    /// Dots of one character across and down.
    let perColumn: Int
    let perRow: Int

    /// By row and column of characters: a bit for each dot.
    private var cells: [UInt8]
    /// Which characters have a dot that is sure.
    private var isSure: [Bool]

    private let isUnicode: Bool

    /// Makes an empty canvas of so many characters.
    init(columns: Int, rows: Int, isUnicode: Bool) {
        (self.columns, self.rows, self.isUnicode) = (columns, rows, isUnicode)
        (perColumn, perRow) = isUnicode ? (2, 4) : (1, 3)
        cells = Array(repeating: 0, count: columns * rows)
        isSure = Array(repeating: false, count: columns * rows)
    }

    /// Dots across.
    var width: Int { columns * perColumn }

    /// Dots down.
    var height: Int { rows * perRow }

    /// The bits of a braille pattern by row and column.
    private static let braille: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Sets a dot; rows count from the bottom.
    mutating func set(_ x: Int, _ y: Int, isSure sure: Bool) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        let down = height - 1 - y
        let cell = down / perRow * columns + x / perColumn
        cells[cell] |= isUnicode ? Self.braille[down % perRow][x % perColumn] : 1 << (down % perRow)
        if sure { isSure[cell] = true }
    }

    /// Draws a line of dots; where it is not sure, of every second column only.
    mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), isSure: Bool) {
        let (dx, dy) = (abs(end.x - start.x), abs(end.y - start.y))
        let (stepX, stepY) = (end.x < start.x ? -1 : 1, end.y < start.y ? -1 : 1)
        var (x, y, error) = (start.x, start.y, dx - dy)
        while true {
            if isSure || !isUnicode || x % 2 == 0 { set(x, y, isSure: isSure) }
            if x == end.x, y == end.y { return }
            let doubled = error * 2
            if doubled > -dy { (error, x) = (error - dy, x + stepX) }
            if doubled < dx { (error, y) = (error + dx, y + stepY) }
        }
    }

    /// One row from the top: each character, and whether it has a dot that is sure; `nil` where it is blank.
    func characters(inRow row: Int) -> [(character: Character, isSure: Bool)?] {
        (0..<columns).map { column in
            let cell = row * columns + column
            guard cells[cell] != 0 else { return nil }
            return (character(cells[cell]), isSure[cell])
        }
    }

    private func character(_ bits: UInt8) -> Character {
        if isUnicode { return UnicodeScalar(0x2800 + UInt32(bits)).map(Character.init) ?? " " }
        return switch bits {
        case 1: "'"
        case 2: "-"
        case 4: "."
        default: "|"
        }
    }
}
