package import FolioModel

extension ScopedValuation {
    /// The positions of the slice, its cash and the totals of both.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func positions(group: PositionGroup = .security) throws(ArithmeticOverflow) -> PositionsResult {
        var result = PositionsResult()
        var runs: [(range: Range<Int>, sums: Sums)] = []
        for range in ranges(group) { runs.append((range, try Sums(contributions[range]))) }
        runs.sort(by: comesFirst)
        var builder = PositionBuilder(self)
        result.positions.reserveCapacity(runs.count)
        for run in runs { result.positions.append(try builder.row(contributions[run.range], run.sums)) }
        result.cash = try cashRows()
        result.totals = try totals(positions: runs.count)
        return result
    }

    /// Runs of contributions that make one position each; the contributions stand by security, then account.
    private func ranges(_ group: PositionGroup) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in contributions.indices.dropFirst()
        where contributions[index].security != contributions[index - 1].security
            || (group == .account && contributions[index].account != contributions[index - 1].account)
        {
            ranges.append(start..<index)
            start = index
        }
        if start < contributions.count { ranges.append(start..<contributions.count) }
        return ranges
    }

    /// Largest value first, no known value last, then by symbol.
    private func comesFirst(
        _ left: (range: Range<Int>, sums: Sums),
        _ right: (range: Range<Int>, sums: Sums)
    ) -> Bool {
        let (first, second) = (hasValue(left.range), hasValue(right.range))
        if first != second { return first }
        if left.sums.holdings != right.sums.holdings { return left.sums.holdings > right.sums.holdings }
        return left.range.lowerBound < right.range.lowerBound
    }

    private func hasValue(_ range: Range<Int>) -> Bool { contributions[range].contains { $0.value != nil } }

    /// Cash by currency, the base currency first.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func cashRows() throws(ArithmeticOverflow) -> [CashRow] {
        var amounts: [Currency: (amount: Amount, value: Amount, isKnown: Bool)] = [:]
        for entry in cash {
            var sum = amounts[entry.currency] ?? (.zero, .zero, true)
            try sum.amount.add(entry.amount)
            if let value = entry.value { try sum.value.add(value) }
            sum.isKnown = sum.isKnown && entry.status != .noRate
            amounts[entry.currency] = sum
        }
        let order = amounts.keys.sorted { $0 == base || ($1 != base && $0 < $1) }
        return order.compactMap { currency in
            guard let sum = amounts[currency] else { return nil }
            var row = CashRow()
            row.currency = currency
            row.amount = sum.amount.part(in: currency)
            row.value = sum.isKnown ? sum.value.part(in: base) : nil
            return row
        }
    }

    private func totals(positions: Int) throws(ArithmeticOverflow) -> PositionTotals {
        var totals = PositionTotals()
        totals.positions = positions
        totals.totalValue = sums.total.total(in: base)
        totals.holdingsValue = sums.holdings.total(in: base)
        totals.cash = sums.cash.total(in: base)
        totals.costBasis = sums.costBasis?.total(in: base)
        totals.costBasisKnown = sums.costBasisKnown.total(in: base)
        totals.unrealizedGain = try sums.gain()?.total(in: base)
        totals.unrealizedGainRatio = try sums.gainRatio()
        totals.unrealizedIntradayGain = sums.isDayGainKnown ? sums.dayGain.total(in: base) : nil
        totals.currency = base
        return totals
    }
}

/// Makes position rows out of runs of contributions.
struct PositionBuilder {
    private let scoped: ScopedValuation
    private let valuation: Valuation
    /// The last row in which an institution was seen, by its number.
    private var seen: [Int]
    private var rowNumber = 0
    /// What all sources of one account have in common.
    private let sourcesByAccount: [SourceRow]

    /// What `data_source` says where several adapters contribute.
    private static let severalAdapters = "hybrid"

    /// Below this price, six decimals are too few for an average.
    private static let smallPrice = Price(raw: Price(1).raw / 100)

    init(_ scoped: ScopedValuation) {
        (self.scoped, valuation) = (scoped, scoped.valuation)
        let highest = scoped.valuation.accounts.map(\.institutionNumber).max() ?? -1
        seen = Array(repeating: 0, count: highest + 1)
        sourcesByAccount = valuation.accounts.map(SourceRow.init)
    }

    /// The row of contributions of one security.
    ///
    /// Throws where a figure is out of range.
    mutating func row(_ parts: ArraySlice<Contribution>, _ sums: Sums) throws(ArithmeticOverflow) -> PositionRow {
        var row = PositionRow()
        guard let first = parts.first else { return row }
        rowNumber += 1
        let entry = valuation.securities[Int(first.security)]
        describe(entry.security, in: &row)
        try setPrice(parts, entry, in: &row)
        try setFigures(parts, sums, entry, in: &row)
        setSources(parts, in: &row)
        return row
    }

    private func describe(_ security: Security, in row: inout PositionRow) {
        row.assetID = security.id
        row.symbol = security.symbol
        row.name = security.name
        row.exchange = security.exchange ?? security.mic
        row.assetClass = security.type.assetClass
        row.securityType = security.type
        row.sector = security.sector
        row.industry = security.industry
        row.country = security.country
        row.optionContract = security.option
        row.fixedIncome = security.fixedIncome
        row.isMarginable = security.marginable
        row.isShortable = security.shortable
        row.currency = security.currency
    }

    /// The newest of the prices used; the first account's where several are equally new.
    private func setPrice(
        _ parts: ArraySlice<Contribution>,
        _ entry: SecurityEntry,
        in row: inout PositionRow
    ) throws(ArithmeticOverflow) {
        var latest: Contribution?
        for part in parts where part.hasPrice {
            if let latest, part.asOf <= latest.asOf { continue }
            latest = part
        }
        guard let latest else { return }
        let newest = scoped.choice(of: latest)
        guard let price = newest.price else { return }
        let provider = valuation.accounts[Int(latest.account)].account.provider
        row.priceSource = newest.isQuoted ? entry.quote?.source : provider
        row.currentPrice = price
        row.priceAsOf = newest.asOf
        row.currency = newest.currency
        if let previous = newest.previousClose { row.changeToday = try (try price - previous).ratio(to: previous) }
    }

    private func setFigures(
        _ parts: ArraySlice<Contribution>,
        _ sums: Sums,
        _ entry: SecurityEntry,
        in row: inout PositionRow
    ) throws(ArithmeticOverflow) {
        let base = scoped.base
        for part in parts { try row.quantity.add(part.quantity) }
        row.side = row.quantity.isNegative ? .short : .long
        row.averageEntryPrice = try averagePrice(parts, sums, entry, quantity: row.quantity, in: row.currency)
        row.costBasis = sums.costBasis?.part(in: base)
        if parts.contains(where: { $0.value != nil }) {
            row.marketValue = sums.holdings.part(in: base)
            row.weight = try sums.holdings.ratio(to: scoped.sums.total)
        }
        row.unrealizedGain = try sums.gain()?.part(in: base)
        row.unrealizedGainRatio = try sums.gainRatio()
        row.unrealizedIntradayGain = sums.isDayGainKnown ? sums.dayGain.part(in: base) : nil
    }

    /// Cost basis per unit in the currency of the prices; `nil` where a part is unknown, or long and short, or
    /// prices per unit and in percent, are mixed.
    private func averagePrice(
        _ parts: ArraySlice<Contribution>,
        _ sums: Sums,
        _ entry: SecurityEntry,
        quantity: Quantity,
        in currency: Currency
    ) throws(ArithmeticOverflow) -> Price? {
        let isMixed = parts.contains { $0.quantity.isNegative } && parts.contains { $0.quantity > .zero }
        guard !isMixed, let first = parts.first, let cost = try cost(parts, sums, in: currency) else { return nil }
        let basis = valuation.facts.holdings[Int(first.holding)].priceBasis
        guard parts.allSatisfy({ valuation.facts.holdings[Int($0.holding)].priceBasis == basis }) else { return nil }
        let factor = basis == .percentOfPar ? UnitFactor.percent : entry.factor
        guard let price = try factor.price(of: cost, over: quantity)?.magnitude else { return nil }
        return price < Self.smallPrice ? price : price.rounded(to: Figure.partDecimals)
    }

    /// Total paid in that currency, as stated where it was stated in it.
    private func cost(
        _ parts: ArraySlice<Contribution>,
        _ sums: Sums,
        in currency: Currency
    ) throws(ArithmeticOverflow) -> Amount? {
        var total = Amount.zero
        for part in parts {
            let holding = valuation.facts.holdings[Int(part.holding)]
            guard let cost = holding.costBasis else { return nil }
            guard holding.currency == currency else {
                guard let base = sums.costBasis else { return nil }
                return try valuation.conversion.fromBase(base, to: currency)
            }
            try total.add(cost)
        }
        return total
    }

    private mutating func setSources(_ parts: ArraySlice<Contribution>, in row: inout PositionRow) {
        let digits = scoped.base.minorDigits
        let adapter = parts.first.map { valuation.accounts[Int($0.account)].providerNumber }
        var isHybrid = false
        row.sources.reserveCapacity(parts.count)
        for part in parts {
            let number = Int(part.account)
            var source = sourcesByAccount[number]
            source.quantity = part.quantity
            source.marketValue = part.value.map { Figure(rounded: $0, minimumDecimals: digits) }
            source.costBasis = part.costBasis.map { Figure(rounded: $0, minimumDecimals: digits) }
            source.price =
                part.isQuoted
                ? valuation.pricedSecurities[Int(part.security)].quote?.price
                : valuation.facts.holdings[Int(part.holding)].price
            source.asOf = valuation.facts.holdings[Int(part.holding)].asOf
            row.isTradable = row.isTradable || source.isTradable
            isHybrid = isHybrid || valuation.accounts[number].providerNumber != adapter
            let institution = valuation.accounts[number].institutionNumber
            if let name = source.institution, seen[institution] != rowNumber {
                seen[institution] = rowNumber
                row.institutions.append(name)
            }
            row.sources.append(source)
        }
        row.dataSource = isHybrid ? Self.severalAdapters : row.sources.first?.adapter ?? ""
        row.institutions.sort()
    }
}

extension SourceRow {
    fileprivate init(_ entry: AccountEntry) {
        self.init()
        adapter = entry.account.provider
        connection = entry.account.connection
        account = entry.account.id
        accountName = entry.account.reported.name
        accountType = entry.account.reported.type
        institution = entry.institution
        isTradable = entry.isTradable
    }
}

extension ScopedValuation {
    /// The price a contribution was valued at.
    func choice(of part: Contribution) -> PriceChoice {
        PriceChoice(valuation.facts.holdings[Int(part.holding)], valuation.pricedSecurities[Int(part.security)])
    }
}
