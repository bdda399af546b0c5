import FolioAdapterKit
import FolioModel

/// One row of `/investments/holdings/get` that is no money.
struct PlaidHolding {
    /// All but the cost basis, which the account's other rows have a say in.
    var reported = ReportedHolding()
    var cost: PlaidCost
    let isPercentOfPar: Bool
    let row: VendorObject

    private let isShort: Bool

    /// Reads a row of a security that the answer describes.
    init(
        _ row: VendorObject,
        _ security: PlaidSecurity,
        account: String,
        currency: Currency,
        _ notes: PlaidNotes
    ) throws(AdapterError) {
        self.row = row
        let id = security.reported.externalID
        let stated: Quantity = try row.figure("quantity")
        let (price, value) = try Self.known(row, stated, security, notes)
        let lots = try PlaidLots(row, of: stated, notes)
        let units = try Self.counted(row, stated, price, value, id, notes)
        let measure = try row.exactly { () throws(ArithmeticOverflow) in
            try PlaidMeasure(units, price: price, amount: value, of: security)
        }
        if !measure.isWhole(security) { notes.doubt(.optionParts, id) }
        isPercentOfPar = measure.reading == .percentOfPar
        isShort = units.isNegative || lots.areShort || (value?.isNegative ?? false)
        reported.account = account
        reported.security = id
        reported.side = isShort ? .short : .long
        reported.quantity = isShort ? -measure.quantity.magnitude : measure.quantity
        reported.value = value.map { [isShort] in isShort ? -$0.magnitude : $0 }
        reported.price = price
        reported.currency = currency
        let day = try row.optionalDay("institution_price_as_of")
        reported.priceAsOf = try row.time("institution_price_datetime", notes) ?? day.map { Timestamp($0) }
        let cost: Amount? = try row.optionalFigure("cost_basis")
        self.cost = PlaidCost(
            stated: cost?.magnitude,
            ofLots: lots.cost,
            units: units.magnitude,
            price: measure.reading == .units ? price : nil,
            value: value?.magnitude
        )
        try checkValue(against: measure.product, id, notes)
    }

    /// Price and value, where nothing does not stand for unknown: a price of nothing beside a value or a known close,
    /// and a value of nothing beside a price, unless nothing is vested.
    private static func known(
        _ row: VendorObject,
        _ units: Quantity,
        _ security: PlaidSecurity,
        _ notes: PlaidNotes
    ) throws(AdapterError) -> (Price?, Amount?) {
        let price: Price? = try row.optionalFigure("institution_price")
        let value: Amount? = try row.optionalFigure("institution_value")
        guard !units.isZero else { return (price, value) }
        if value?.isZero == true, price?.isZero == false, row.value("vested_quantity") == nil {
            notes.doubt(.valueOfNothing, security.reported.externalID)
            return (price, nil)
        }
        guard price?.isZero == true else { return (price, value) }
        let hasValue = value?.isZero == false
        guard hasValue || security.reported.closePrice?.isZero == false else { return (price, value) }
        notes.doubt(.priceOfNothing, security.reported.externalID)
        return (nil, hasValue ? value : nil)
    }

    /// The units that the value is of: vested ones alone where the price times these is nearer to it.
    private static func counted(
        _ row: VendorObject,
        _ stated: Quantity,
        _ price: Price?,
        _ value: Amount?,
        _ id: String,
        _ notes: PlaidNotes
    ) throws(AdapterError) -> Quantity {
        guard let vested: Quantity = try row.optionalFigure("vested_quantity"), vested != stated else { return stated }
        let vestedValue: Amount? = try row.optionalFigure("vested_value")
        let isOfVested = try row.exactly("vested_quantity") { () throws(ArithmeticOverflow) in
            guard let value else { return false }
            guard let price else { return value == vestedValue }
            let (part, whole) = (try value - (vested * price), try value - (stated * price))
            return part.magnitude < whole.magnitude
        }
        guard !isOfVested else { return vested }
        notes.doubt(.unvestedCounted, id)
        return stated
    }

    /// Values that are off by more than a hundredth, and more than one unit of currency, are looked at.
    private func checkValue(
        against product: Amount?,
        _ id: String,
        _ notes: PlaidNotes
    ) throws(AdapterError) {
        guard let product, let value = reported.value?.magnitude else { return }
        let isOff = try row.exactly("institution_value") { () throws(ArithmeticOverflow) in
            let slack = max(Amount(1), try value.scaled(by: Amount(1), over: Amount(100)))
            return try (product.magnitude - value).magnitude > slack
        }
        if isOff { notes.doubt(.valueDiffers, id) }
    }

    /// Settles the cost basis, signed like the holding.
    mutating func settleCost(_ reading: PlaidCost.Reading, _ notes: PlaidNotes) throws(AdapterError) {
        let (basis, doubt) = try row.exactly("cost_basis") { [cost] () throws(ArithmeticOverflow) in
            try cost.basis(reading)
        }
        reported.costBasis = basis.map { [isShort] in isShort ? -$0 : $0 }
        if let doubt { notes.doubt(doubt, reported.security) }
    }
}

/// The lots of a holding, where the institution gives them.
private struct PlaidLots {
    /// Whether all of them are of a short position.
    let areShort: Bool
    /// What they cost together; `nil` unless each says so and they make up the whole holding.
    let cost: Amount?

    init(_ row: VendorObject, of units: Quantity, _ notes: PlaidNotes) throws(AdapterError) {
        let lots = try row.optionalObjects("tax_lots") ?? []
        var areShort = !lots.isEmpty
        var cost: Amount? = lots.isEmpty ? nil : .zero
        var held = Quantity.zero
        for lot in lots {
            notes.members(of: lot, .lot)
            if try lot.optionalString("position_type") != "SHORT" { areShort = false }
            let quantity: Quantity = try lot.optionalFigure("quantity") ?? .zero
            let part: Amount? = try lot.optionalFigure("cost_basis")
            cost = try lot.exactly { [before = cost] () throws(ArithmeticOverflow) in
                guard let before, let part else { return nil }
                return try before + part.magnitude
            }
            held = try lot.exactly { [before = held] () throws(ArithmeticOverflow) in try before + quantity.magnitude }
        }
        (self.areShort, self.cost) = (areShort, held == units.magnitude ? cost : nil)
    }
}
