import FolioModel

/// The words that vendors document for members that take one of several.
enum DocumentedWords {
    /// Strings in an answer that are not among the words documented for their place, each with the place.
    static func strangers(in value: JSONValue) -> [String] {
        var found: Set<String> = []
        walk(value, "") { path, word in
            for (place, words) in byPath where path.hasSuffix(place) && !words.contains(word) {
                found.insert("\(path): \(word) is not documented")
            }
        }
        return found.sorted()
    }

    private static func walk(_ value: JSONValue, _ path: String, _ visit: (String, String) -> Void) {
        switch value {
        case .string(let text): visit(path, text)
        case .array(let values): for value in values { walk(value, path + "[]", visit) }
        case .object(let object): for (name, member) in object { walk(member, path + "." + name, visit) }
        case .null, .bool, .number: break
        }
    }

    /// Words by the end of the path at which they stand.
    static let byPath: [String: Set<String>] = [
        ".investment_transactions[].type": ["buy", "sell", "cancel", "cash", "fee", "transfer"],
        ".investment_transactions[].subtype": transactionSubtypes,
        ".securities[].type": [
            "cash", "cryptocurrency", "derivative", "equity", "etf", "fixed income", "loan", "mutual fund", "other",
        ],
        ".securities[].subtype": securitySubtypes,
        ".option_contract.contract_type": ["put", "call"],
        ".yield_rate.type": ["coupon", "coupon_equivalent", "discount", "yield"],
        ".tax_lots[].position_type": ["LONG", "SHORT"],
        ".accounts[].type": ["investment", "credit", "depository", "loan", "brokerage", "other"],
        ".accounts[].subtype": accountSubtypes, ".item.update_type": ["background", "user_present_required"],
        ".item.auth_method": [
            "INSTANT_AUTH", "INSTANT_MATCH", "AUTOMATED_MICRODEPOSITS", "SAME_DAY_MICRODEPOSITS",
            "INSTANT_MICRODEPOSITS", "DATABASE_MATCH", "DATABASE_INSIGHTS", "TRANSFER_MIGRATED",
            "INVESTMENTS_FALLBACK",
        ],
        ".error_type": errorTypes, ".activity_type": activityTypes, ".activity_sub_type": activitySubtypes,
        ".order_status": orderStatuses, ".status": orderStatuses.union(accountStatuses).union(otherStatuses),
        ".crypto_status": accountStatuses, ".asset_class": ["us_equity", "us_option", "crypto", "ipo", ""],
        ".class": ["us_equity", "us_option", "crypto", "ipo"],
        ".exchange": [
            "AMEX", "ARCA", "BATS", "NYSE", "NASDAQ", "NYSEARCA", "OTC", "CRYPTO", "FOREX", "LSE", "NEO", "",
        ],
        ".borrow_status": ["easy_to_borrow", "hard_to_borrow"],
        ".side": ["buy", "sell", "sell_short", "long", "short", ""],
        ".timeframe": ["1Min", "5Min", "15Min", "1H", "1D"],
    ]

    private static let otherStatuses: Set<String> = ["executed", "correct", "active", "inactive", "HEALTHY"]

    private static let errorTypes: Set<String> = [
        "INVALID_REQUEST", "INVALID_RESULT", "INVALID_INPUT", "INSTITUTION_ERROR", "RATE_LIMIT_EXCEEDED",
        "API_ERROR", "ITEM_ERROR", "ASSET_REPORT_ERROR", "BASE_REPORT_ERROR", "RECAPTCHA_ERROR", "OAUTH_ERROR",
        "PAYMENT_ERROR", "BANK_TRANSFER_ERROR", "INCOME_VERIFICATION_ERROR", "MICRODEPOSITS_ERROR",
        "SANDBOX_ERROR", "PARTNER_ERROR", "SIGNAL_ERROR", "TRANSACTIONS_ERROR", "TRANSACTION_ERROR",
        "TRANSFER_ERROR", "CHECK_REPORT_ERROR", "CONSUMER_REPORT_ERROR", "USER_ERROR",
    ]

    private static let transactionSubtypes: Set<String> = [
        "account fee", "adjustment", "assignment", "buy", "buy to cover", "contribution", "deposit",
        "distribution", "dividend", "dividend reinvestment", "exercise", "expire", "fund fee", "interest",
        "interest receivable", "interest reinvestment", "legal fee", "loan payment", "long-term capital gain",
        "long-term capital gain reinvestment", "management fee", "margin expense", "merger", "miscellaneous fee",
        "non-qualified dividend", "non-resident tax", "pending credit", "pending debit", "qualified dividend",
        "rebalance", "return of principal", "request", "sell", "sell short", "send", "short-term capital gain",
        "short-term capital gain reinvestment", "spin off", "split", "stock distribution", "tax", "tax withheld",
        "trade", "transfer", "transfer fee", "trust fee", "unqualified gain", "withdrawal",
    ]

    private static let securitySubtypes: Set<String> = [
        "asset backed security", "bill", "bond", "bond with warrants", "cash", "cash management bill",
        "common stock", "convertible bond", "convertible equity", "cryptocurrency", "depositary receipt",
        "depositary receipt on debt", "etf", "float rating note", "fund of funds", "hedge fund",
        "limited partnership unit", "medium term note", "money market debt", "mortgage backed security",
        "municipal bond", "mutual fund", "note", "option", "other", "preferred convertible", "preferred equity",
        "private equity fund", "real estate investment trust", "structured equity product",
        "treasury inflation protected securities", "unit", "warrant",
    ]

    private static let accountSubtypes: Set<String> = [
        "401a", "401k", "403B", "457b", "529", "auto", "brokerage", "business", "cash isa", "cash management",
        "cd", "checking", "commercial", "construction", "consumer", "credit card", "crypto exchange", "ebt",
        "education savings account", "fhsa", "fixed annuity", "gic", "health reimbursement arrangement",
        "home equity", "hsa", "isa", "ira", "keogh", "lif", "life insurance", "limited purpose checking",
        "line of credit", "lira", "loan", "lrif", "lrsp", "money market", "mortgage", "mutual fund",
        "non-custodial wallet", "non-taxable brokerage account", "other", "other insurance", "other annuity",
        "overdraft", "paypal", "payroll", "pension", "prepaid", "prif", "profit sharing plan", "qshr", "rdsp",
        "resp", "retirement", "rlif", "roth", "roth 401k", "roth 403B", "roth 457b", "roth pension",
        "roth profit sharing plan", "roth thrift savings plan", "rrif", "rrsp", "sarsep", "savings", "sep ira",
        "simple ira", "sipp", "stock plan", "student", "thrift savings plan", "tfsa", "trust", "ugma", "utma",
        "variable annuity",
    ]

    private static let activityTypes: Set<String> = [
        "FILL", "TRANS", "MISC", "ACATC", "ACATS", "FOPT", "CFEE", "CGD", "CIL", "CSD", "CSW", "DIV", "DIVCGL",
        "DIVCGS", "DIVFEE", "DIVFT", "DIVNRA", "DIVROC", "DIVTW", "DIVTXEX", "FEE", "INT", "INTNRA", "INTTW",
        "JNL", "JNLC", "JNLS", "MA", "NC", "OPASN", "OPEXC", "OPEXP", "OPTRD", "OPCA", "OPCSH", "PTC", "PTR",
        "REORG", "REO", "VOF", "WH", "OCT", "MEM", "FIMAT", "SPIN", "SPLIT", "OPXRC", "SC", "SSO", "SSP",
    ]

    private static let activitySubtypes: Set<String> = [
        "CDIV", "SDIV", "SPD", "ROC", "REG", "TAF", "LCT", "ORF", "OCC", "NRC", "NRV", "COM", "CAT", "ADR", "OCOM",
        "BSWP", "LTCG", "STCG", "MGN", "CDT", "SWP", "QII", "FPSL", "FI", "CMA", "SMA", "SCMA", "SNC", "CNC",
        "SCNC", "WRM", "FSPLIT", "RSPLIT", "USPLIT",
    ]

    private static let orderStatuses: Set<String> = [
        "new", "partially_filled", "filled", "done_for_day", "canceled", "expired", "replaced", "pending_cancel",
        "pending_replace", "accepted", "pending_new", "accepted_for_bidding", "stopped", "rejected", "suspended",
        "calculated", "held",
    ]

    private static let accountStatuses: Set<String> = [
        "INACTIVE", "PAPER_ONLY", "ONBOARDING", "SUBMISSION_FAILED", "SUBMITTED", "ACCOUNT_UPDATED",
        "APPROVAL_PENDING", "ACTIVE", "REJECTED", "ACCOUNT_CLOSED", "APPROVED", "ACCOUNT_CLOSED_PENDING",
        "ACTION_REQUIRED", "LIMITED",
    ]
}
