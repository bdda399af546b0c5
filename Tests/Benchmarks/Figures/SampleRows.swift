import FolioModel
import Glibc

/// A file of transactions in folio's own layout, as `folio import` takes it.
enum SampleRows {
    private static let accounts = 5
    private static let securities: UInt64 = 200
    private static let firstDay: Int32 = 7000
    private static let days = 13_000

    /// Writes so many rows, oldest first: purchases and sales of 200 securities in five accounts over 35 years.
    static func write(_ path: String, rows: Int) throws {
        guard let file = fopen(path, "we") else { throw SampleError.unwritable(path) }
        defer { fclose(file) }
        fputs("date,account,type,symbol,quantity,price,amount,fees,description\n", file)
        for number in 0..<rows {
            let scattered = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            let day = Day(number: firstDay + Int32(number * days / rows))
            let (units, cents) = (Int(scattered >> 48) % 499 + 1, Int(scattered >> 32 & 0xFFFF) + 100)
            let amount = units * cents
            let isSale = number % 2 == 0
            let sign = isSale ? "-" : "", money = isSale ? "" : "-"
            fputs(
                "\(day),Broker \(number % accounts),\(isSale ? "sell" : "buy"),S\((scattered >> 20) % securities),"
                    + "\(sign)\(units),\(decimal(cents)),\(money)\(decimal(amount)),,"
                    + "\(isSale ? "Sold" : "Bought") \(units) in order \(number)\n",
                file
            )
        }
    }

    private static func decimal(_ cents: Int) -> String {
        "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    enum SampleError: Error { case unwritable(String) }
}
