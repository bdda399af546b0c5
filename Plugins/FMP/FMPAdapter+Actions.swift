public import FolioAdapterKit
import FolioModel

extension FMPAdapter {
    /// Reads splits and dividends item by item, changes of symbols and delistings from FMP's lists of them.
    public func actions(
        _ params: ActionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ActionsRead.Result {
        guard params.items.count <= ActionsRead.itemLimit else {
            throw AdapterError(.tooLarge, "At most \(ActionsRead.itemLimit) items can be asked for at once.")
        }
        return try await serve(context, Patience.actions) { (api) throws(AdapterError) in
            let reader = FMPActions(api: api, params: params)
            let wanted = params.items.map { FMPWanted($0, ticker: $0.ticker, mic: $0.mic) }
            let read = await api.each(wanted) { (wanted) throws(FMPRefusal) in
                try await reader.read(wanted)
            }
            var result = ActionsRead.Result()
            for (wanted, outcome) in zip(wanted, read) {
                switch outcome {
                case .success(.success(let actions)): result.actions += actions
                case .success(.failure(let error)): result.errors.append(ItemFault(wanted.item.reference, error))
                case .failure(let refusal):
                    if refusal.standsForAll, !read.contains(where: \.isSuccess) { throw refusal.error }
                    result.errors.append(ItemFault(wanted.item.reference, refusal.itemError))
                }
            }
            let lists = await reader.lists(wanted)
            result.actions += lists.actions
            if lists.isComplete, reader.knowsAllKinds { result.completeTo = min(params.to, api.now.newYorkDay) }
            result.usage = api.tally.usage
            return result
        }
    }
}

/// Reads what happened to securities.
struct FMPActions: Sendable {
    /// Pages of delisted companies that are read: FMP has a hundred on each, newest first.
    static let maximumPages = 10
    static let pageSize = 100
    /// Changes of symbols that are read; FMP keeps some months.
    static let maximumChanges = 1000

    let api: FMPAPI
    let params: ActionsRead.Params

    private func wants(_ kind: ActionsRead.Kind) -> Bool { params.kinds.isEmpty || params.kinds.contains(kind) }

    /// Whether every kind that is wanted is one that FMP has.
    var knowsAllKinds: Bool { !params.kinds.contains(.spinOff) && !params.kinds.contains(.merger) }

    private func isWanted(_ day: Day) -> Bool { params.from <= day && day <= params.to }

    // MARK: By item

    /// Splits and dividends of an item; pairs and indices have none.
    func read(
        _ wanted: FMPWanted<PriceItem>
    ) async throws(FMPRefusal) -> Result<[ActionsRead.Action], ItemError> {
        let symbol: FMPSymbol
        switch wanted.symbol {
        case .success(let found): symbol = found
        case .failure(let error): return .failure(error)
        }
        guard symbol.form == .american || symbol.form == .foreign else { return .success([]) }
        let dividendRows = wants(.dividend) ? try await rows(.dividends, symbol) : []
        // A dividend that is only known per unit of today needs the splits since.
        let needsSplits = dividendRows.contains { $0.value("dividend") == nil && $0.value("adjDividend") != nil }
        let splitRows = wants(.split) || needsSplits ? try await rows(.splits, symbol) : []
        var actions: [ActionsRead.Action] = []
        do throws(ItemError) {
            let splits = try FMPSplits(splitRows, symbol)
            if wants(.split) { actions += splits.actions }
            if !dividendRows.isEmpty {
                let unit = try await unit(of: symbol)
                actions += dividendRows.compactMap { dividend($0, unit, splits) }
            }
        } catch {
            return .failure(error)
        }
        return .success(
            actions.filter { isWanted($0.exDate) }.map { action in
                var action = action
                action.reference = wanted.item.reference
                return action
            }
        )
    }

    private func rows(_ endpoint: FMPEndpoint, _ symbol: FMPSymbol) async throws(FMPRefusal) -> [VendorObject] {
        let rows = try await api.rows(endpoint, of: symbol)
        return rows.filter { row in row.value("symbol")?.string.map { FMPSymbol.key($0) == symbol.key } ?? true }
    }

    private func unit(of symbol: FMPSymbol) async throws(ItemError) -> FMPUnit {
        let found: Result<FMPUnit?, FMPRefusal>
        do throws(FMPRefusal) {
            found = .success(try await api.shared.units.unit(of: symbol, api))
        } catch {
            found = .failure(error)
        }
        return try symbol.unit(found)
    }

    /// A dividend as it was paid; `nil` for a row that states none.
    private func dividend(_ row: VendorObject, _ unit: FMPUnit, _ splits: FMPSplits) -> ActionsRead.Action? {
        guard let exDate = try? row.day("date") else { return nil }
        let stated: Price? = try? row.optionalFigure("dividend")
        let adjusted: Price? = try? row.optionalFigure("adjDividend")
        guard let paid = unit.price(stated ?? adjusted.flatMap { splits.asPaid($0, on: exDate) }) else { return nil }
        var action = ActionsRead.Action()
        (action.kind, action.exDate, action.cashAmount) = (.dividend, exDate, paid)
        action.payDate = try? row.optionalDay("paymentDate")
        // Whether London's dividends are in pence like its prices is not documented.
        action.currency = unit.isPart ? nil : unit.currency
        return action
    }

    // MARK: By list

    /// Changes of symbols and delistings of all items; what the plan leaves out makes the answer incomplete.
    func lists(_ wanted: [FMPWanted<PriceItem>]) async -> (actions: [ActionsRead.Action], isComplete: Bool) {
        var references: [String: [String]] = [:]
        for item in wanted {
            guard let symbol = try? item.symbol.get(), symbol.form == .american || symbol.form == .foreign else {
                continue
            }
            references[symbol.key, default: []].append(item.item.reference)
        }
        guard !references.isEmpty else { return ([], true) }
        var actions: [ActionsRead.Action] = []
        var isComplete = true
        do throws(FMPRefusal) {
            if wants(.symbolChange) {
                for (key, action) in try await changes() { actions += Self.copies(action, references[key]) }
            }
        } catch { isComplete = false }
        do throws(FMPRefusal) {
            if wants(.delisting) {
                let (found, isWhole) = try await delistings()
                for (key, action) in found { actions += Self.copies(action, references[key]) }
                isComplete = isComplete && isWhole
            }
        } catch { isComplete = false }
        return (actions, isComplete)
    }

    private static func copies(_ action: ActionsRead.Action, _ references: [String]?) -> [ActionsRead.Action] {
        (references ?? []).map { reference in
            var action = action
            action.reference = reference
            return action
        }
    }

    private func changes() async throws(FMPRefusal) -> [(String, ActionsRead.Action)] {
        let query = [("invalid", "false"), ("limit", String(Self.maximumChanges))]
        return try await api.rows(.symbolChange, query, symbols: 0).compactMap { row in
            guard let day = try? row.day("date"), isWanted(day), let old = row.value("oldSymbol")?.string,
                let new = row.value("newSymbol")?.string.flatMap({ FMPSymbol($0) })
            else { return nil }
            var action = ActionsRead.Action()
            (action.kind, action.exDate, action.newTicker) = (.symbolChange, day, new.text)
            return (FMPSymbol.key(old), action)
        }
    }

    /// Delistings page by page, until a page has none in the range; whether that was all.
    private func delistings() async throws(FMPRefusal) -> ([(String, ActionsRead.Action)], Bool) {
        var found: [(String, ActionsRead.Action)] = []
        for page in 0..<Self.maximumPages {
            let query = [("page", String(page)), ("limit", String(Self.pageSize))]
            let rows: [VendorObject]
            do throws(FMPRefusal) {
                rows = try await api.rows(.delisted, query, symbols: 0)
            } catch {
                // Small plans have the first page only.
                guard page > 0 else { throw error }
                return (found, false)
            }
            let dated = rows.compactMap { row in (try? row.day("delistedDate")).map { ($0, row) } }
            for (day, row) in dated where isWanted(day) {
                guard let symbol = row.value("symbol")?.string else { continue }
                var action = ActionsRead.Action()
                (action.kind, action.exDate) = (.delisting, day)
                found.append((FMPSymbol.key(symbol), action))
            }
            if rows.count < Self.pageSize || dated.allSatisfy({ $0.0 < params.from }) { return (found, true) }
        }
        return (found, false)
    }
}

/// The splits of one symbol.
struct FMPSplits {
    /// The largest part of a ratio: none was ever near.
    private static let largestPart: Int128 = 1_000_000_000

    private(set) var ratios: [(day: Day, ratio: UnitRatio)] = []

    /// Reads FMP's rows; one that cannot be read makes all of them useless, as a split left out makes every value wrong.
    init(_ rows: [VendorObject], _ symbol: FMPSymbol) throws(ItemError) {
        do throws(AdapterError) {
            for row in rows {
                let day = try row.day("date")
                let ratio = try Self.ratio(row)
                guard ratio.numerator != ratio.denominator else { continue }
                if let other = ratios.first(where: { $0.day == day }) {
                    guard other.ratio == ratio else { throw row.fault("date", "\(day) has two splits") }
                    continue
                }
                ratios.append((day, ratio))
            }
        } catch {
            throw .garbled(symbol, error.message)
        }
    }

    /// Two integers: FMP writes some ratios with decimals.
    private static func ratio(_ row: VendorObject) throws(AdapterError) -> UnitRatio {
        let new: Quantity = try row.figure("numerator")
        let old: Quantity = try row.figure("denominator")
        guard new > .zero, old > .zero else { throw row.fault("numerator", "a ratio of positive numbers is expected") }
        let divisor = greatestDivisor(new.raw, old.raw)
        let (numerator, denominator) = (new.raw / divisor, old.raw / divisor)
        guard numerator <= largestPart, denominator <= largestPart else {
            throw row.fault("numerator", "a ratio of two integers is expected")
        }
        return UnitRatio(Int(numerator), for: Int(denominator))
    }

    private static func greatestDivisor(_ left: Int128, _ right: Int128) -> Int128 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }

    /// As actions.
    var actions: [ActionsRead.Action] {
        ratios.map { day, ratio in
            var action = ActionsRead.Action()
            (action.kind, action.exDate, action.ratio) = (.split, day, ratio)
            return action
        }
    }

    /// What was paid for a unit of that day, of an amount for a unit of today.
    func asPaid(_ amount: Price, on day: Day) -> Price? {
        try? ratios.filter { $0.day > day }.reduce(amount) { amount, split in
            try amount.scaled(by: Ratio(split.ratio.numerator), over: Ratio(split.ratio.denominator))
        }
    }
}
