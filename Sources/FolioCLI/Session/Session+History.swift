package import FolioClient
package import FolioModel

/// Commands about the past.
extension Session {
    /// Shows the values of a stretch of time, as a line or as rows.
    ///
    /// - Throws: The daemon's error; ``FolioClientError/protocolViolation(_:)`` where the answer is not one.
    package func history(
        _ params: JSONValue,
        showsRows: Bool,
        height: Int
    ) async throws(FolioClientError) {
        let answer = try await client.call("portfolio.history", params)
        guard !isJSON else { return show(answer) { _, _ in "" } }
        let history = try HistoryAnswer(answer)
        show(answer) { _, look in
            showsRows ? HistoryViews.table(history, look) : HistoryViews.chart(history, height: height, look)
        }
    }

    /// Shows the newest prices of securities, or their closes where a stretch of time is given.
    package func prices(
        _ symbols: [String],
        _ window: WindowChoice,
        user: String?,
        showsRows: Bool
    ) async throws(FolioClientError) {
        var scope = ScopeChoice()
        scope.user = user
        guard window != WindowChoice() else {
            let params = scope.params([("symbols", .array(symbols.map { .string($0) }))])
            return try await show("prices.latest", params, PriceViews.latest)
        }
        var answers: [JSONValue] = []
        for symbol in symbols {
            let params = scope.params([("symbol", .string(symbol))] + window.members)
            answers.append(try await client.call("prices.history", params))
        }
        let all: JSONValue = answers.count == 1 ? answers[0] : .array(answers)
        show(all) { _, look in
            zip(symbols, answers).map { symbol, answer in
                PriceViews.history(answer, symbol: symbol, showsRows: showsRows, look)
            }.joined(separator: "\n")
        }
    }
}
