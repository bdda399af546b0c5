/// The fourth schema: one index less for each transaction to be written into; an account's rows by date are found by
/// account.
enum SchemaFour {
    static let script = """
        DROP INDEX transaction_date;
        """
}
