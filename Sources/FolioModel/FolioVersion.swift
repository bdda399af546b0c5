/// The version of folio.
package enum FolioVersion {
    /// As in `foliod --version` and `system.info`.
    package static let current = "0.1.0"
}
