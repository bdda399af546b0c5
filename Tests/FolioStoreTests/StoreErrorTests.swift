import FolioStore
import Testing

@Test func `an error names the process that holds the store`() {
    #expect(
        StoreError.locked(path: "/x.db", pid: 7).description
            == "The store /x.db is in use by process 7; stop it first, or give this one a store of its own."
    )
}
