import FolioAdapterKit

/// What one pass over a connection's pages may be at most: an adapter whose pages never end is wrong, not rich.
package struct SyncBounds: Hashable, Sendable {
    /// Pages of one pass.
    package var pages = 20_000
    /// Rows of one pass; those of holdings and orders are held until the last page is there.
    package var rows = 2_000_000

    package init() {}
}

/// The cursors of one pass: finds pages that come again, whatever the length of the circle, with one of them kept.
///
/// R. P. Brent's way (1980): the cursor that is kept is replaced at steps 1, 2, 4, 8 and so on, so that a circle is
/// found within three times its length and the way to it.
struct PageTrail: Hashable, Sendable {
    private let bounds: SyncBounds
    private let what: String
    private(set) var pages = 0
    private var rows = 0
    private var kept: String?
    private var nextKept = 1

    /// Begins a pass at a cursor; `what` names the rows, as in "holdings".
    init(_ what: String, from cursor: String?, bounds: SyncBounds) {
        (self.what, self.bounds, kept) = (what, bounds, cursor)
    }

    /// Takes a page that names another one.
    mutating func follow(_ next: String?, rows: Int) throws(AdapterError) {
        pages += 1
        self.rows += rows
        guard let next else { throw fault("say that there are more, and not where") }
        guard next != kept else { throw fault("come again and do not end") }
        guard pages < bounds.pages else { throw fault("do not end: there are more than \(bounds.pages)") }
        guard self.rows <= bounds.rows else { throw fault("do not end: there are more than \(bounds.rows) rows") }
        if pages == nextKept { (kept, nextKept) = (next, nextKept * 2) }
    }

    private func fault(_ text: String) -> AdapterError {
        AdapterError(.adapterProtocol, "The adapter's pages of \(what) \(text).")
    }
}
