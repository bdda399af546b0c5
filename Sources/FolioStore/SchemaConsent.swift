/// A connection's consent, where the provider says when it ends.
enum SchemaConsent {
    static let script = """
        ALTER TABLE connection ADD COLUMN consent_expires_at TEXT;
        """
}
