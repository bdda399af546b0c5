/// A source of prices: everything but ``Adapter`` itself has a default that answers `unsupported`, so that a source
/// serves what its manifest's capabilities name and nothing else.
public protocol PriceSource: Adapter {
    /// Reads the newest prices.
    func latest(_ params: PricesLatest.Params, _ context: CallContext) async throws(AdapterError) -> PricesLatest.Result

    /// Reads closes day by day.
    func endOfDay(
        _ params: PricesEndOfDay.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesEndOfDay.Result

    /// Finds securities by a few words.
    func search(
        _ params: SymbolsSearch.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsSearch.Result

    /// Says which symbols securities have.
    func resolve(
        _ params: SymbolsResolve.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsResolve.Result

    /// Reads splits, dividends and other events.
    func actions(_ params: ActionsRead.Params, _ context: CallContext) async throws(AdapterError) -> ActionsRead.Result

    /// Says when a market is open.
    func calendar(
        _ params: CalendarRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> CalendarRead.Result
}

extension PriceSource {
    /// A source without newest prices.
    public func latest(
        _ params: PricesLatest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesLatest.Result { throw Self.lacks("newest prices") }

    /// A source without closes.
    public func endOfDay(
        _ params: PricesEndOfDay.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesEndOfDay.Result { throw Self.lacks("closes") }

    /// A source without search.
    public func search(
        _ params: SymbolsSearch.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsSearch.Result { throw Self.lacks("search") }

    /// A source that resolves no symbols.
    public func resolve(
        _ params: SymbolsResolve.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsResolve.Result { throw Self.lacks("symbols to resolve") }

    /// A source without events.
    public func actions(
        _ params: ActionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ActionsRead.Result { throw Self.lacks("events of securities") }

    /// A source without calendars.
    public func calendar(
        _ params: CalendarRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> CalendarRead.Result { throw Self.lacks("calendars") }

    private static func lacks(_ what: String) -> AdapterError {
        AdapterError(.unsupported, "This source has no \(what).")
    }
}
