package import FolioClient
package import FolioModel

/// Asks for what is exported, writes it in its format, and puts it where it belongs.
package struct ExportSession: Sendable {
    private let session: Session
    private let choice: ExportChoice
    /// `nil` for standard output.
    private let file: OutputFile?
    /// The date in New York.
    private let today: Day

    /// Activities of one question.
    private static let pageRows = 500
    /// The most activities of one export: what is held in memory has an end.
    package static let mostActivities = 1_000_000

    /// Makes one.
    package init(session: Session, choice: ExportChoice, file: OutputFile?, today: Day) {
        (self.session, self.choice, self.file, self.today) = (session, choice, file, today)
    }

    /// What was made: its text, and how many of what.
    private struct Product {
        var text: String
        var count: Int
        var unit: String
    }

    /// Does it all.
    ///
    /// - Returns: What the process should say.
    /// - Throws: The daemon's error; ``FolioClientError/protocolViolation(_:)`` where an answer is not one.
    package func run() async throws(FolioClientError) -> ExitStatus {
        let product: Product
        do {
            product =
                switch choice.kind {
                case .history: try await history()
                case .positions: try await positions()
                case .activities: try await activities()
                }
        } catch let error as FolioClientError {
            throw error
        } catch let error as UsageError {
            return fail(error.message)
        } catch {
            return fail("\(error)")
        }
        guard let file else {
            session.screen.write(product.text)
            return .ok
        }
        do throws(UsageError) {
            try file.write(product.text)
        } catch {
            return fail(error.message)
        }
        let count = Figures.grouped(String(product.count))
        session.screen.write(PlainText.of("\(file.path): \(count) \(product.unit)") + "\n")
        return .ok
    }

    private func fail(_ message: String) -> ExitStatus {
        session.screen.writeMessage(
            session.screen.messageLook.colored("folio: ", .bad) + PlainText.of(message) + "\n"
        )
        return .failed
    }

    // MARK: History and positions

    private func history() async throws -> Product {
        let answer = try await session.client.call("portfolio.history", choice.scope.params(choice.window.members))
        let count = try HistoryAnswer(answer).rows.count
        let text = choice.format == .csv ? ExportTables.history(answer).text : answer.pretty() + "\n"
        return Product(text: text, count: count, unit: count == 1 ? "session" : "sessions")
    }

    private func positions() async throws -> Product {
        guard choice.format != .beancount else { return try ledger([], accounts: try await accounts()) }
        let params = choice.scope.params([("group", "account")])
        let answer = try await session.client.call("portfolio.positions", params)
        let count = answer["positions"]?.array?.count ?? 0
        let text = choice.format == .csv ? ExportTables.positions(answer).text : answer.pretty() + "\n"
        return Product(text: text, count: count, unit: count == 1 ? "position" : "positions")
    }

    // MARK: Activities

    private func activities() async throws -> Product {
        let window = choice.window.dated(today: today)
        switch choice.format {
        case .beancount:
            // What came later is undone, so that the ledger ends where it should.
            var whole = window
            whole.to = nil
            return try ledger(try await pages(whole), accounts: try await accounts())
        case .csv:
            let rows = try await pages(window)
            let names = try await session.accountNames(user: choice.scope.user)
            return product(ExportTables.activities(rows, names: names).text, rows.count)
        case .json:
            let rows = try await pages(window)
            let object: JSONValue = ["activities": .array(rows)]
            return product(object.pretty() + "\n", rows.count)
        }
    }

    private func product(_ text: String, _ count: Int) -> Product {
        Product(text: text, count: count, unit: count == 1 ? "activity" : "activities")
    }

    /// All activities, oldest first.
    private func pages(_ window: WindowChoice) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        var cursor: String?
        let screen = session.screen
        defer { if screen.messagesAreOnTerminal { screen.writeMessage("\r\u{1B}[K") } }
        repeat {
            let params = choice.scope.params(
                window.members + [("limit", .int(Self.pageRows)), ("cursor", cursor.map { .string($0) })]
            )
            let answer = try await session.client.call("portfolio.activities", params)
            guard let page = answer["activities"]?.array else {
                throw FolioClientError.protocolViolation("portfolio.activities has no activities")
            }
            rows += page
            guard rows.count <= Self.mostActivities else {
                let most = Figures.grouped(String(Self.mostActivities))
                throw UsageError("more than \(most) activities: export them in parts with --from and --to")
            }
            let next = answer["next_cursor"]?.string
            guard next == nil || (next != cursor && !page.isEmpty) else {
                throw FolioClientError.protocolViolation("portfolio.activities has the same page twice")
            }
            cursor = next
            if screen.messagesAreOnTerminal {
                screen.writeMessage("\rreading activities  \(Figures.grouped(String(rows.count)))\u{1B}[K")
            }
        } while cursor != nil
        return rows.reversed()
    }

    // MARK: Ledger

    /// Accounts with what each holds.
    private func accounts() async throws -> [LedgerAccount] {
        let list = try await session.client.call("accounts.list", choice.scope.params())
        var accounts: [LedgerAccount] = []
        for account in list["accounts"]?.array ?? [] {
            guard let id = account["id"]?.string else { continue }
            var scope = ScopeChoice()
            (scope.user, scope.account) = (choice.scope.user, id)
            let holdings = try await session.client.call("portfolio.positions", scope.params())
            accounts.append(try LedgerAccount(account, holdings: holdings))
        }
        return accounts
    }

    private func ledger(_ rows: [JSONValue], accounts: [LedgerAccount]) throws -> Product {
        var facts = LedgerFacts()
        facts.accounts = accounts
        for row in rows {
            let activity = try LedgerActivity(row)
            if activity.day <= today { facts.activities.append(activity) }
        }
        let window = choice.window.dated(today: today)
        (facts.from, facts.to, facts.today) = (window.from, window.to, today)
        let ledger = try BeancountLedger(facts)
        let unit = ledger.transactions == 1 ? "transaction" : "transactions"
        return Product(text: ledger.text, count: ledger.transactions, unit: unit)
    }
}
