package import FolioModel

extension ScopedValuation {
    /// The slice's totals, the day's change, and how far they can be trusted.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func value() throws(ArithmeticOverflow) -> ValueResult {
        let times = priceTimes()
        var result = ValueResult()
        result.totalValue = sums.total.total(in: base)
        result.holdingsValue = sums.holdings.total(in: base)
        result.cash = sums.cash.total(in: base)
        result.costBasis = sums.costBasis?.total(in: base)
        result.costBasisKnown = sums.costBasisKnown.total(in: base)
        result.unrealizedGain = try sums.gain()?.total(in: base)
        result.unrealizedGainRatio = try sums.gainRatio()
        result.isLive = times.isLive
        result.day = try dayChange(times)
        result.currency = base
        result.asOf = times.newest
        result.accounts = accountNumbers.count
        result.dataQuality = try dataQuality()
        result.stale = staleRows()
        return result
    }

    // MARK: Times

    private struct PriceTimes {
        /// Of prices and balances.
        var newest: Timestamp?
        var isLive = false
        /// The session that prices belong to, coins' aside; the last finished one where there are no others.
        var session: Day
        /// Whether all prices but those of coins belong to one session.
        var isOneSession = true
    }

    private func priceTimes() -> PriceTimes {
        var times = PriceTimes(session: valuation.age.lastFinished)
        var session: Day?
        var last: (security: Int32, asOf: Timestamp)?
        for part in contributions where part.status == .valued {
            let asOf = part.asOf
            // Accounts mostly agree on the price of a security, and so on its time.
            if let last, last.security == part.security, last.asOf == asOf { continue }
            last = (part.security, asOf)
            times.newest = times.newest.map { max($0, asOf) } ?? asOf
            guard valuation.securities[Int(part.security)].security.type != .cryptocurrency else { continue }
            times.isLive = times.isLive || valuation.age.isLive(asOf)
            let day = PriceAge.day(of: asOf)
            times.isOneSession = times.isOneSession && (session ?? day) == day
            session = day
        }
        times.session = session ?? times.session
        for entry in cash { times.newest = times.newest.map { max($0, entry.asOf) } ?? entry.asOf }
        return times
    }

    /// The sum of the holdings' gains since their previous closes, at today's quantities and exchange rates.
    ///
    /// Nothing where a holding has no previous close, the prices are of different sessions, or an account has traded
    /// since the session began: what it bought then is no gain.
    private func dayChange(_ times: PriceTimes) throws(ArithmeticOverflow) -> DayChange {
        var day = DayChange()
        guard !contributions.isEmpty, sums.isDayGainKnown, times.isOneSession, !hasTraded(since: times.session) else {
            return day
        }
        let previous = try sums.total - sums.dayGain
        day.change = sums.dayGain.total(in: base)
        day.changePercent = try sums.dayGain.ratio(to: previous.magnitude)
        day.previousClose = previous.total(in: base)
        day.basis = times.isLive ? .live : .close
        return day
    }

    /// Whether a quantity in an account of the slice changed on that date or after.
    private func hasTraded(since session: Day) -> Bool {
        accountNumbers.contains { number in
            valuation.facts.lastTrades[valuation.accounts[number].account.id].map { $0 >= session } ?? false
        }
    }

    // MARK: Trust

    /// The value-weighted mean of the parts' qualities, rounded down: cash counts 100, a price by its age, and what
    /// has no value 0, with its cost basis as weight, or the parts' mean weight where that is unknown.
    func dataQuality() throws(ArithmeticOverflow) -> Int {
        var weights = Amount.zero
        var weighted = Amount.zero
        var known = 0
        var unknown = 0
        for part in contributions {
            if let value = part.value {
                known += 1
                try weights.add(value.magnitude)
                try weighted.add(try value.magnitude.times(Int(part.quality)))
            } else if let cost = part.costBasis {
                try weights.add(cost.magnitude)
            } else {
                unknown += 1
            }
        }
        for entry in cash {
            guard let value = entry.value else {
                unknown += 1
                continue
            }
            known += 1
            try weights.add(value.magnitude)
            try weighted.add(try value.magnitude.times(100))
        }
        if unknown > 0 {
            guard known > 0 else { return 0 }
            try weights.add(try weights.scaled(by: Ratio(unknown), over: Ratio(known)))
        }
        guard !weights.isZero else { return contributions.allSatisfy { $0.status == .valued } ? 100 : 0 }
        return Int(weighted.raw / weights.raw)
    }

    /// Connections of the slice that are in trouble, old, or lack a fresh exchange rate, in the order of the facts.
    func staleRows() -> [StaleRow] {
        let rates = wantingRates()
        let accounts = accountNumbers.map { valuation.accounts[$0].account }
        let inScope = Set(accounts.map(\.connection))
        return valuation.facts.connections.filter { inScope.contains($0.id) }.flatMap { connection in
            var reasons = (rates[connection.id] ?? []).sorted().map { currency in
                guard let asOf = valuation.conversion.asOf(currency) else {
                    return """
                        No exchange rate from \(currency) to \(base) is known; \
                        what is in \(currency) is left out of the totals.
                        """
                }
                return "The exchange rate from \(currency) to \(base) is of \(PriceAge.day(of: asOf))."
            }
            if let reason = connection.trouble(valuation.age) { reasons.insert(reason, at: 0) }
            return reasons.map { reason in
                var row = StaleRow()
                (row.connection, row.reason) = (connection.id, reason)
                row.asOf = connection.holdingsAsOf ?? connection.refreshedAt
                return row
            }
        }
    }

    /// Currencies without a rate, or with one from before the last finished session, by connection.
    private func wantingRates() -> [String: Set<Currency>] {
        var wanting: [String: Set<Currency>] = [:]
        func note(_ currency: Currency, _ account: Int32) {
            guard currency != base else { return }
            if let asOf = valuation.conversion.asOf(currency), !valuation.age.isBehind(asOf) { return }
            wanting[valuation.accounts[Int(account)].account.connection, default: []].insert(currency)
        }
        for part in contributions where part.status != .noPrice {
            let quote = part.isQuoted ? valuation.pricedSecurities[Int(part.security)].quote : nil
            note(quote?.currency ?? valuation.facts.holdings[Int(part.holding)].currency, part.account)
        }
        for entry in cash where entry.status != .noPrice { note(entry.currency, entry.account) }
        return wanting
    }
}

extension Connection {
    /// Why figures of this connection may be old; `nil` where nothing is wrong.
    fileprivate func trouble(_ age: PriceAge) -> String? {
        switch status {
        case .disabledByMode: return nil
        case .needsRelink: return errorMessage ?? "The institution wants the user to log in again."
        case .error: return errorMessage ?? "The last refresh failed."
        case .active, .pending: break
        }
        if errorCode != nil { return errorMessage ?? "The last refresh failed." }
        if let holdingsAsOf, age.isStale(holdingsAsOf) {
            return "Its holdings are of \(PriceAge.day(of: holdingsAsOf)); nothing newer is known."
        }
        if let refreshedAt, age.isStale(refreshedAt) {
            return "It was last refreshed on \(PriceAge.day(of: refreshedAt))."
        }
        return nil
    }
}
