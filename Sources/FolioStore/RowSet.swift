/// A set of row numbers, a bit for each: a million rows that were stored together take an eighth of a megabyte.
package struct RowSet: Sendable, Hashable {
    private static let blockBits = 1 << 16

    private var blocks: [Int64: [UInt64]] = [:]

    /// How many numbers are in it.
    package private(set) var count = 0

    /// Makes an empty set.
    package init() {}

    /// Puts a number in; whether it is new.
    @discardableResult
    package mutating func insert(_ number: Int64) -> Bool {
        let (block, word, bit) = Self.place(number)
        let isNew = blocks[block, default: Self.emptyBlock][word] & bit == 0
        if isNew {
            blocks[block, default: Self.emptyBlock][word] |= bit
            count += 1
        }
        return isNew
    }

    /// Takes a number out; whether it was in.
    @discardableResult
    package mutating func remove(_ number: Int64) -> Bool {
        let (block, word, bit) = Self.place(number)
        guard let found = blocks[block], found[word] & bit != 0 else { return false }
        blocks[block]?[word] &= ~bit
        count -= 1
        return true
    }

    /// Whether a number is in it.
    package func contains(_ number: Int64) -> Bool {
        let (block, word, bit) = Self.place(number)
        return (blocks[block]?[word] ?? 0) & bit != 0
    }

    private static let emptyBlock = [UInt64](repeating: 0, count: blockBits / 64)

    private static func place(_ number: Int64) -> (block: Int64, word: Int, bit: UInt64) {
        let within = Int(number & Int64(blockBits - 1))
        return (number >> 16, within / 64, 1 << UInt64(within % 64))
    }
}
