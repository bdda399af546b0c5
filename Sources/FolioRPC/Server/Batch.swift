/// One array of requests on its way: read element by element, answered together.
///
/// Belongs to one connection's thread.
final class Batch {
    private let message: [UInt8]
    private var index = 1
    private var answers: [UInt8] = []
    private var open = 0
    private var isRead = false
    private let limit: Int

    /// Whether the answers together have passed the limit.
    private(set) var isTooLong = false

    /// Takes the text of an array whose grammar has been checked.
    init(_ message: [UInt8], limit: Int) {
        self.message = message
        self.limit = limit
    }

    /// The text of the next element, which then counts as open; `nil` at the end.
    func next() -> [UInt8]? {
        let range: Range<Int>? = message.withUnsafeBufferPointer { bytes in
            var cursor = JSONCursor(bytes: bytes, index: index)
            defer { index = cursor.index }
            return cursor.nextElement()
        }
        guard let range, !isTooLong else {
            isRead = true
            return nil
        }
        open += 1
        return Array(message[range])
    }

    /// Closes one element, with its answer unless it was a notification.
    func close(with answer: [UInt8]?) {
        open -= 1
        guard let answer, !isTooLong else { return }
        guard answers.count + answer.count < limit else {
            isTooLong = true
            answers = []
            return
        }
        answers.append(answers.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
        answers += answer
    }

    /// Bytes held at the moment.
    var heldBytes: Int { message.count + answers.count }

    /// Whether every element is read and closed.
    var isComplete: Bool { isRead && open == 0 }

    /// The whole answer as a line; `nil` where nothing is to be answered.
    var line: [UInt8]? {
        answers.isEmpty ? nil : answers + [UInt8(ascii: "]"), UInt8(ascii: "\n")]
    }
}
