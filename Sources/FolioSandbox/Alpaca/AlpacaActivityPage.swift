import FolioModel

/// What is asked of `/v2/account/activities` and of its like at the Broker API.
struct AlpacaActivityQuery {
    private static let maximumPage = 100

    private let types: [String]?
    private let category: String?
    private let after: Timestamp?
    private let until: Timestamp?
    private let date: Day?
    private let isAscending: Bool
    private let size: Int
    private let token: String?

    /// Whether a page has no end: with a date and without a size.
    private let isUnbounded: Bool

    init(_ request: SandboxRequest, type: String?) throws(AlpacaError) {
        isAscending = try request.isAscending()
        size = try request.count("page_size", default: Self.maximumPage, within: 1...Self.maximumPage)
        types = type.map { [$0] } ?? request.list("activity_types")
        category = request.parameter("category")
        guard types == nil || category == nil else {
            throw .unprocessable("category cannot be used with activity_types")
        }
        after = try request.instant("after")
        until = try request.instant("until")
        token = request.parameter("page_token")
        let text = request.parameter("date")
        date = text.flatMap { Day($0.prefix(10)) }
        guard text == nil || date != nil else { throw .unprocessable("invalid date: \(text ?? "")") }
        isUnbounded = date != nil && request.parameter("page_size") == nil
    }

    /// The page asked for of rows in the order of their ids.
    func page(of rows: [AlpacaActivity], _ quirk: PageQuirk) -> [AlpacaActivity] {
        var kept = rows.filter(isWanted)
        if !isAscending { kept.reverse() }
        // Ids sort by time, so that a token whose own row is filtered out still marks a place.
        let start = token.flatMap { token in kept.firstIndex { isAscending ? $0.id > token : $0.id < token } }
        let place = token == nil ? 0 : start ?? kept.count
        let page = kept[max(0, place - quirk.repeatedRows)...]
        return Array(isUnbounded ? page : page.prefix(size))
    }

    private func isWanted(_ row: AlpacaActivity) -> Bool {
        (types?.contains { row.matches(type: $0) } ?? true)
            && (category.map { ($0 == "trade_activity") == row.isTrade } ?? true)
            && (after.map { row.createdAt > $0 } ?? true) && (until.map { row.createdAt < $0 } ?? true)
            && (date.map { row.createdAt.utcDay == $0 } ?? true)
    }
}
