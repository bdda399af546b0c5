import FolioEngine
import FolioModel

/// Values a portfolio wider than anybody's: 1,000 accounts of three providers, 50 holdings each.
enum MergeFigure {
    private static let accounts = 1000
    private static let holdings = 50

    /// Times the valuation, the rows of all positions with their sources, and the total.
    static func measure() throws {
        let facts = SamplePortfolio.facts(accounts: accounts, holdings: holdings)
        var whole = Samples()
        var stages = (valuation: Samples(), positions: Samples(), value: Samples())
        for round in 0..<Samples.warmUp + Samples.count {
            let clock = ContinuousClock()
            let start = clock.now
            let valuation = try Valuation(facts: facts, base: .usd, now: SamplePortfolio.now) { _ in true }
            let slice = try valuation.scoped(Scope())
            let valued = clock.now
            let positions = try slice.positions()
            let listed = clock.now
            let value = try slice.value()
            let end = clock.now
            precondition(positions.positions.count == SamplePortfolio.symbols)
            precondition(positions.totals.totalValue == value.totalValue)
            guard round >= Samples.warmUp else { continue }
            whole.add(end - start)
            stages.valuation.add(valued - start)
            stages.positions.add(listed - valued)
            stages.value.add(end - listed)
        }
        whole.report("merge")
        stages.valuation.report("merge.valuation")
        stages.positions.report("merge.positions")
        stages.value.report("merge.value")
    }
}
