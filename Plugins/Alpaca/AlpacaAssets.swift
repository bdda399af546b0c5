import FolioAdapterKit
import FolioModel
import Synchronization

/// What Alpaca's assets say of securities, remembered for a day: names, flags, codes.
///
/// It only adorns positions, so whatever goes wrong leaves them as they are.
final class AlpacaAssets: Sendable {
    /// Assets remembered.
    static let capacity = 2000
    /// Assets asked for in one call, as each is a request of the account's 200 a minute.
    static let maximumLookups = 50
    private static let lifetimeSeconds: Int64 = 86_400

    private struct Entry: Sendable {
        /// `nil` for an asset that Alpaca does not know.
        let asset: VendorObject?
        let readAt: Timestamp
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Adds what is known to securities by their asset ids.
    func adorn(_ securities: [ReportedSecurity], _ api: AlpacaAPI) async -> [ReportedSecurity] {
        var lookups = 0
        var mayAsk = true
        var adorned: [ReportedSecurity] = []
        for security in securities {
            var entry = remembered(security.externalID, api.client.now())
            if entry == nil, mayAsk, lookups < Self.maximumLookups, security.type != .option {
                lookups += 1
                (entry, mayAsk) = await ask(security.externalID, api)
            }
            adorned.append(Self.adorned(security, entry?.asset))
        }
        return adorned
    }

    private func remembered(_ id: String, _ now: Timestamp) -> Entry? {
        entries.withLock { entries in
            guard let entry = entries[id] else { return nil }
            return now < entry.readAt.adding(seconds: Self.lifetimeSeconds) ? entry : nil
        }
    }

    /// Asks Alpaca; `false` where asking on makes no sense in this call.
    private func ask(_ id: String, _ api: AlpacaAPI) async -> (Entry?, Bool) {
        let entry: Entry
        do throws(AdapterError) {
            let asset = try await api.object(.asset(id))
            entry = Entry(asset: asset, readAt: api.client.now())
        } catch  where error.kind == .notFound {
            entry = Entry(asset: nil, readAt: api.client.now())
        } catch {
            return (nil, false)
        }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll() }
            entries[id] = entry
        }
        return (entry, true)
    }

    private static func adorned(_ security: ReportedSecurity, _ asset: VendorObject?) -> ReportedSecurity {
        guard let asset else { return security }
        var security = security
        security.name = text(asset, "name") ?? security.name
        security.cusip = text(asset, "cusip")
        if let exchange = text(asset, "exchange"), security.type != .cryptocurrency {
            (security.exchange, security.mic) = (exchange, AlpacaSymbols.markets[exchange])
        }
        security.marginable = asset.value("marginable")?.bool ?? security.marginable
        security.shortable = asset.value("shortable")?.bool
        // Alpaca has one class for shares and funds; only the name tells.
        let words = security.name?.split { !$0.isLetter } ?? []
        if security.type == .stock, words.contains("ETF") || words.contains("ETN") { security.type = .etf }
        return security
    }

    private static func text(_ asset: VendorObject, _ name: String) -> String? {
        guard let text = asset.value(name)?.string, !text.isEmpty else { return nil }
        return text
    }
}
