import FolioAdapterKit
import FolioModel
import Synchronization

/// The currencies of listings: FMP's prices come without one.
///
/// What has no suffix is in US dollars, a pair says itself what it is priced in; of anything else FMP's profile is read
/// once. No currency is ever guessed.
final class FMPUnits: Sendable {
    /// Listings remembered; a full memory is forgotten, which costs a request each.
    static let capacity = 5000

    private let known = Mutex<[FMPSymbol: FMPUnit]>([:])

    /// The unit of a symbol's prices; `nil` where FMP states none that is known.
    func unit(of symbol: FMPSymbol, _ api: FMPAPI) async throws(FMPRefusal) -> FMPUnit? {
        switch symbol.form {
        case .american: return .dollar
        case .coin(let currency), .exchangeRate(let currency): return FMPUnit(currency)
        case .foreign, .index: break
        }
        if let unit = known.withLock({ $0[symbol] }) { return unit }
        let rows = try await api.rows(.profile, of: symbol)
        let row = rows.first { FMPSymbol.key($0.value("symbol")?.string ?? "") == symbol.key }
        guard let unit = row?.value("currency")?.string.flatMap({ FMPUnit($0) }) else { return nil }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[symbol] = unit
        }
        return unit
    }
}

/// Spellings in which FMP turned out to know symbols that have two.
final class FMPSpellings: Sendable {
    /// Symbols remembered; a full memory is forgotten, which costs a request each.
    static let capacity = 1000

    private let known = Mutex<[FMPSymbol: String]>([:])

    /// The spelling that FMP knows; `nil` before that is known.
    func text(_ symbol: FMPSymbol) -> String? {
        symbol.otherSpelling == nil ? symbol.text : known.withLock { $0[symbol] }
    }

    /// Remembers a spelling that had an answer.
    func learn(_ symbol: FMPSymbol, _ text: String) {
        guard symbol.otherSpelling != nil else { return }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[symbol] = text
        }
    }
}

/// Something wanted by its symbol, or why it can't be asked for.
struct FMPWanted<Item: Sendable>: Sendable {
    let item: Item
    let symbol: Result<FMPSymbol, ItemError>

    init(_ item: Item, ticker: String, mic: String?) {
        self.item = item
        if OCCSymbol(ticker) != nil {
            symbol = .failure(ItemError(.unsupported, "FMP has no prices of options."))
        } else if let found = FMPSymbol(ticker, mic: mic) {
            symbol = .success(found)
        } else {
            symbol = .failure(ItemError(.notFound, "\(ticker.prefix(32)) is no symbol of FMP's."))
        }
    }
}

extension ItemError {
    /// FMP does not know it.
    static func unknown(_ symbol: FMPSymbol, _ what: String) -> ItemError {
        ItemError(.notFound, "FMP has no \(what) of \(symbol.text).")
    }

    /// FMP's word for it cannot be used.
    static func garbled(_ symbol: FMPSymbol, _ message: String) -> ItemError {
        ItemError(.badVendorData, "\(symbol.text): \(message)")
    }

    /// FMP prices it in nothing that is known.
    static func withoutCurrency(_ symbol: FMPSymbol) -> ItemError {
        ItemError(.notFound, "FMP does not say which currency \(symbol.text) is priced in.")
    }
}

extension FMPSymbol {
    /// Whether it may have a quote though a batch has none: that batches hold pairs and indices is not documented, and a
    /// class of shares may be known in its other spelling.
    var mayBeElsewhere: Bool { (form != .american && form != .foreign) || otherSpelling != nil }

    /// The unit that was found for it.
    func unit(_ found: Result<FMPUnit?, FMPRefusal>?) throws(ItemError) -> FMPUnit {
        switch found {
        case .success(let unit?): return unit
        case .success(nil), nil: throw .withoutCurrency(self)
        case .failure(let refusal): throw refusal.itemError
        }
    }
}
