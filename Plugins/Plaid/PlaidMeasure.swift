import FolioAdapterKit
import FolioModel

/// How a quantity and a price make an amount: as Plaid documents it, unless the amount itself shows otherwise.
struct PlaidMeasure {
    /// What the quantity counts.
    enum Reading: Hashable {
        /// Units, of the underlying for an option, each at the price: as documented.
        case units
        /// An option's contracts, at a price per unit of the underlying.
        case contracts
        /// A bond's face value, at a price in percent of it.
        case percentOfPar
    }

    let reading: Reading
    /// In the normal form: contracts for options, else as stated.
    let quantity: Quantity
    /// What quantity and price come to, signed like the quantity; `nil` without a price.
    let product: Amount?

    /// Reads a quantity with the price and the amount beside it; the reading whose product is nearer to the amount
    /// holds, whatever the signs.
    init(
        _ units: Quantity,
        price: Price?,
        amount: Amount?,
        of security: PlaidSecurity?
    ) throws(ArithmeticOverflow) {
        let multiplier = security?.unitsPerContract ?? 1
        var (reading, product) = (
            Reading.units, try price.map { (price) throws(ArithmeticOverflow) in try units * price }
        )
        if let plain = product, let amount, !amount.isZero, let (other, value) = try Self.other(plain, security) {
            let (near, far) = (try value.magnitude - amount.magnitude, try plain.magnitude - amount.magnitude)
            if near.magnitude < far.magnitude { (reading, product) = (other, value) }
        }
        (self.reading, self.product) = (reading, product)
        let isDivided = multiplier > 1 && reading == .units
        quantity = isDivided ? try units.scaled(by: Quantity(1), over: Quantity(multiplier)) : units
    }

    /// The other way to read the product of a security that has one.
    private static func other(
        _ product: Amount,
        _ security: PlaidSecurity?
    ) throws(ArithmeticOverflow) -> (Reading, Amount)? {
        guard let security else { return nil }
        switch security.reported.type {
        case .option: return (.contracts, try product.times(security.unitsPerContract))
        case .bond, .treasuryBill: return (.percentOfPar, try product.scaled(by: Amount(1), over: Amount(100)))
        default: return nil
        }
    }

    /// Whether an option comes to whole contracts; true for anything else.
    func isWhole(_ security: PlaidSecurity?) -> Bool {
        security?.reported.type != .option || quantity.rounded(to: 0) == quantity
    }
}

extension VendorObject {
    /// Computes; what is out of range is this row's fault.
    func exactly<Value>(
        _ name: String = "quantity",
        _ compute: () throws(ArithmeticOverflow) -> Value
    ) throws(AdapterError) -> Value {
        do throws(ArithmeticOverflow) {
            return try compute()
        } catch {
            throw fault(name, "figures in range are expected")
        }
    }

    /// A time; one without a zone counts as its date, at midnight UTC, and midnight UTC always means a date alone.
    func time(_ name: String, _ notes: PlaidNotes) throws(AdapterError) -> Timestamp? {
        guard let text = try optionalString(name) else { return nil }
        if let time = Timestamp(text) { return time }
        guard let day = Day(text.prefix(10)) else {
            throw fault(name, "a time such as 2025-09-23T20:00:00Z is expected")
        }
        notes.doubt(.timeWithoutZone, name)
        return Timestamp(day)
    }
}
