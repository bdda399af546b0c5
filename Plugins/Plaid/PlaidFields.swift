/// The objects of Plaid's answers that figures come from, by the name they have in the log.
///
/// Members as of plaid-openapi 2020-09-14_1.697.4 and plaid-python 46.0.0; those that are new are left alone.
enum PlaidObject: String {
    case account, balances, holding, security, transaction
    case lot = "tax_lot"
    case optionContract = "option_contract"
    case fixedIncome = "fixed_income"

    /// The documented members.
    var members: Set<String> { Self.membersByObject[self] ?? [] }

    private static let membersByObject: [PlaidObject: Set<String>] = [
        .account: [
            "account_id", "apy", "balances", "holder_category", "mask", "name", "official_name", "paired_account_id",
            "persistent_account_id", "subtype", "type", "verification_insights", "verification_name",
            "verification_status",
        ],
        .balances: [
            "available", "current", "iso_currency_code", "last_updated_datetime", "limit", "margin_loan_amount",
            "unofficial_currency_code",
        ],
        .holding: [
            "account_id", "cost_basis", "institution_price", "institution_price_as_of", "institution_price_datetime",
            "institution_value", "iso_currency_code", "quantity", "security_id", "tax_lots",
            "unofficial_currency_code", "vested_quantity", "vested_value",
        ],
        .lot: [
            "cost_basis", "current_value", "institution_lot_id", "original_purchase_datetime", "position_type",
            "purchase_price", "quantity",
        ],
        .security: [
            "cfi_code", "close_price", "close_price_as_of", "cusip", "figi", "fixed_income", "industry",
            "institution_id", "institution_security_id", "is_cash_equivalent", "isin", "iso_currency_code",
            "market_identifier_code", "name", "option_contract", "proxy_security_id", "sector", "security_id", "sedol",
            "subtype", "ticker_symbol", "type", "unofficial_currency_code", "update_datetime",
        ],
        .optionContract: [
            "contract_type", "expiration_date", "strike_price", "underlying_security_ticker",
        ],
        .fixedIncome: [
            "face_value", "issue_date", "maturity_date", "yield_rate",
        ],
        .transaction: [
            "account_id", "amount", "cancel_transaction_id", "date", "fees", "investment_transaction_id",
            "iso_currency_code", "name", "price", "quantity", "security_id", "subtype", "transaction_datetime", "type",
            "unofficial_currency_code",
        ],
    ]
}
