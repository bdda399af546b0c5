import FolioModel
import FolioStore
import Testing

@Test(arguments: Backend.allCases)
func `a subject has one unfinished job at most`(backend: Backend) throws {
    try backend.withStore { store in
        let (first, isNew) = try store.enqueueJob(kind: "sync", subject: "c1", user: "ana", payload: ["page": 1])
        #expect(isNew)
        #expect(try store.enqueueJob(kind: "sync", subject: "c1", user: "ana").0.id == first.id)
        try store.updateJob(first.id) { job in
            (job.state, job.done, job.total, job.unit) = (.running, 5, 10, "transactions")
            job.payload = ["page": 2]
        }
        #expect(try store.enqueueJob(kind: "sync", subject: "c1", user: "ana").isNew == false)
        try store.updateJob(first.id) { job in (job.state, job.result) = (.succeeded, ["rows": 10]) }
        #expect(try store.enqueueJob(kind: "sync", subject: "c1", user: "ana").isNew)
        let done = try #require(try store.job(id: first.id))
        #expect(done.result == ["rows": 10])
        #expect(done.payload == ["page": 2])
        #expect(try store.jobs(state: .succeeded).map(\.id) == [first.id])
        #expect(try store.jobs(user: "eve") == [])
    }
}

@Test func `unfinished jobs are there after a restart`() throws {
    try Directory.withTemporary { directory in
        let location = StoreLocation.file(directory + "/folio.db")
        var id = ""
        do {
            let store = try Store.open(location: location)
            id = try store.enqueueJob(kind: "sync", subject: "c1", user: nil).0.id
            try store.updateJob(id) { $0.state = .running }
            try store.close()
        }
        let store = try Store.open(location: location)
        #expect(try store.unfinishedJobs().map(\.id) == [id])
    }
}

@Test(arguments: Backend.allCases)
func `a link can be taken once, and not after it expired`(backend: Backend) throws {
    try backend.withStore { store in
        let now = Timestamp.close
        let link = LinkState(
            token: "link-1",
            user: "ana",
            provider: "plaid",
            state: "s",
            expiresAt: now.adding(seconds: 60)
        )
        try store.saveLinkState(link, now: now)
        #expect(try store.takeLinkState(token: "link-1", now: now) == link)
        #expect(try store.takeLinkState(token: "link-1", now: now) == nil)
        try store.saveLinkState(link, now: now)
        #expect(try store.takeLinkState(token: "link-1", now: now.adding(seconds: 60)) == nil)
        try store.saveLinkState(link, now: now)
        #expect(try store.takeLinkState(user: "ana", provider: "plaid", connection: nil, now: now) == link)
    }
}
