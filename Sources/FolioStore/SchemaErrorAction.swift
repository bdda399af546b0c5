/// A schema that keeps what a person should do about a connection's error beside the error.
enum SchemaErrorAction {
    static let script = """
        ALTER TABLE connection ADD COLUMN error_action TEXT
            CHECK (error_action IN ('relink', 'retry', 'fix_config', 'contact_vendor'));

        -- What was shown for the errors that are there; the next sync states it anew.
        UPDATE connection
            SET error_action = CASE status
                WHEN 'needs_relink' THEN 'relink' WHEN 'error' THEN 'contact_vendor' ELSE 'retry' END
            WHERE error_code IS NOT NULL;
        """
}
