/// A connection's last warm answer: most clients ask one thing again and again.
///
/// It holds while neither the rights of callers nor what the answer was made from have changed; it then saves looking
/// up the method, the caller's rights and the answer.
struct RepeatedRequest {
    private let name: String
    private let params: [UInt8]
    private let accessStamp: Int
    private let stamp: Int
    private let warm: WarmAnswers
    private let answer: [UInt8]

    /// Remembers an answer that was warm, and allowed, at those stamps.
    init(_ request: RequestEnvelope, warm: WarmAnswers, accessStamp: Int, stamp: Int, answer: [UInt8]) {
        (name, params) = (request.method, Array(request.params))
        (self.warm, self.accessStamp, self.stamp, self.answer) = (warm, accessStamp, stamp, answer)
    }

    /// The answer to the same request, whatever its id; `nil` where it is another or nothing warm any more.
    func answer(to request: RequestEnvelope, accessStamp: Int) -> [UInt8]? {
        guard accessStamp == self.accessStamp, request.method == name, request.params.elementsEqual(params),
            warm.currentStamp == stamp
        else { return nil }
        return answer
    }
}
