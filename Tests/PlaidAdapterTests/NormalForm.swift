import FolioAdapterKit
import FolioModel

/// The normal form, a line a record, so that an expectation reads like a statement.
///
/// Ids are cut to five characters; what is not known is left out.
enum NormalForm {
    static func lines(_ page: HoldingsRead.Result) -> [String] {
        page.securities.map(line) + page.holdings.map(line) + page.cash.map(line)
    }

    static func lines(_ page: TransactionsRead.Result) -> [String] {
        page.securities.map(line) + page.added.map(line)
    }

    private static func joined(_ parts: String?...) -> String { parts.compactMap { $0 }.joined(separator: " ") }

    private static func cut(_ id: String?) -> String? { id.map { String($0.prefix(5)) } }

    static func line(_ account: ReportedAccount) -> String {
        joined(
            cut(account.externalID),
            account.name,
            account.officialName,
            account.mask.map { "·" + $0 },
            account.type + "/" + (account.subtype ?? ""),
            account.balances.current.map { "current \($0)" },
            account.balances.available.map { "available \($0)" },
            account.balances.cash.map { "cash \($0)" },
            account.currency.code
        )
    }

    private static func line(_ security: ReportedSecurity) -> String {
        let option = security.option
        let terms = security.fixedIncome
        return joined(
            cut(security.externalID),
            security.type.rawValue,
            security.ticker,
            security.mic,
            security.cusip,
            security.isin,
            security.name,
            security.isCashEquivalent ? "cash equivalent" : nil,
            security.closePrice.map { "close \($0)" },
            security.closePriceAsOf?.description,
            security.currency.code,
            option.map { "\($0.right) \($0.underlying) \($0.strike) \($0.expiration) ×\($0.multiplier)" },
            terms.map {
                "\($0.priceBasis) face \($0.faceValue?.description ?? "?") yield \($0.yieldRate?.description ?? "?")"
            },
            terms?.issueDate.map { "from \($0)" },
            terms?.maturityDate.map { "to \($0)" }
        )
    }

    private static func line(_ holding: ReportedHolding) -> String {
        joined(
            cut(holding.account),
            "holds",
            holding.side.rawValue,
            holding.quantity.description,
            cut(holding.security),
            holding.price.map { "at \($0)" },
            holding.priceAsOf?.description,
            holding.value.map { "worth \($0)" },
            holding.costBasis.map { "for \($0)" },
            holding.currency.code
        )
    }

    private static func line(_ cash: ReportedCash) -> String {
        joined(cut(cash.account), "has", cash.amount.description, cash.currency.code)
    }

    private static func line(_ event: ReportedTransaction) -> String {
        joined(
            cut(event.externalID),
            cut(event.account),
            event.date.description,
            event.occurredAt?.description,
            event.type.rawValue,
            event.subtype,
            cut(event.security),
            "units \(event.quantityDelta)",
            event.price.map { "at \($0)" },
            "cash \(event.cashDelta)",
            event.fees.map { "fees \($0)" },
            event.currency.code,
            event.description,
            event.group
        )
    }
}
