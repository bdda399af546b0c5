import FolioModel
import FolioStore
import Logging

extension PriceDesk {
    /// Has what a history wants to know asked for, as far as it can be had; what can't is no error.
    package func ask(_ question: PriceQuestion, cause: String) async {
        let securities = question.securities.filter { $0.type != .cash }.map(\.id)
        do throws(StoreError) {
            _ = try await ensure(securities: securities, from: question.from, through: question.through, cause: cause)
            _ = try await ensureRates(
                of: question.currencies,
                base: question.base,
                from: question.from,
                through: question.through,
                cause: cause
            )
        } catch {
            logger.error("Prices could not be kept", metadata: ["reason": "\(error.description)"])
        }
    }
}
