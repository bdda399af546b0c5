import Glibc

/// The figures that need no daemon, and what the daemon is measured with; `run.sh` puts them together.
@main
enum Main {
    private static let usage = """
        usage: FolioBenchmarks merge                 value 1,000 accounts of 50 holdings
               FolioBenchmarks store FILE ACCOUNTS   make a store of so many accounts, and a portfolio of user default
               FolioBenchmarks load FILE             open that store, read and value the portfolio of user default
               FolioBenchmarks transactions FILE ROWS PAGES
                                                     store so many rows in a new store, so many pages at a time
               FolioBenchmarks end-of-day FILE USERS record a session for so many users in a new store
               FolioBenchmarks history FILE YEARS SECURITIES TRANSACTIONS
                                                     make a store of user default's trades and of closes
               FolioBenchmarks rebuild FILE          rebuild the history in that store
               FolioBenchmarks adapter FOLIOD DIRECTORY
                                                     start that daemon's adapter for Plaid, and sync through it
               FolioBenchmarks rows FILE ROWS        write a file of so many transactions, to be imported
               FolioBenchmarks echo SOCKET FILE      answer everything on the socket with the file's bytes, until killed
        """

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("merge", 1): try MergeFigure.measure()
        case ("store", 3): try SampleStore.write(arguments[1], accounts: Int(arguments[2]) ?? 0)
        case ("load", 2): try LoadFigure.measure(arguments[1])
        case ("transactions", 4):
            let (rows, pages) = (Int(arguments[2]) ?? 0, Int(arguments[3]) ?? 1)
            try TransactionFigure.measure(arguments[1], rows: rows, pagesPerBatch: max(1, pages))
        case ("end-of-day", 3): try await EndOfDayFigure.measure(arguments[1], users: Int(arguments[2]) ?? 0)
        case ("history", 5):
            let numbers = arguments[2...].map { Int($0) ?? 1 }
            let size = SampleHistory.Size(years: numbers[0], securities: numbers[1], transactions: numbers[2])
            try SampleHistory.write(arguments[1], size)
        case ("rebuild", 2): try HistoryFigure.measure(arguments[1])
        case ("adapter", 3): try await AdapterFigure.measure(foliod: arguments[1], directory: arguments[2])
        case ("rows", 3): try SampleRows.write(arguments[1], rows: Int(arguments[2]) ?? 0)
        case ("echo", 3): try await EchoCommand.serve(socket: arguments[1], reply: arguments[2])
        default:
            print(usage)
            exit(64)
        }
    }
}
