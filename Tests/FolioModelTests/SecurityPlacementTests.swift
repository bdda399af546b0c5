import FolioModel
import Testing

private func identity(
    _ ticker: String? = nil,
    isin: String? = nil,
    cusip: String? = nil,
    type: SecurityType = .stock,
    record: String = "r",
    owner: String? = nil
) -> SecurityIdentity {
    var reported = ReportedSecurity()
    (reported.ticker, reported.isin, reported.cusip, reported.type) = (ticker, isin, cusip, type)
    return SecurityIdentity(reported, record: record, owner: owner)
}

private func own(
    _ ticker: String? = nil,
    isin: String? = nil,
    cusip: String? = nil,
    type: SecurityType = .stock,
    record: String = "o"
) -> SecurityIdentity {
    identity(ticker, isin: isin, cusip: cusip, type: type, record: record, owner: "ana")
}

private let apple = "US0378331005"
private let appleCUSIP = "037833100"
private let microsoft = "594918104"

@Suite struct SecurityPlacementTests {
    @Test func `an own record joins the vendors' by its strongest identifier`() {
        let shared = [identity("AAPL", cusip: appleCUSIP), identity("MSFT")]
        #expect(SecurityPlacement([own(isin: apple)], among: shared).targets == [.shared(0)])
        #expect(SecurityPlacement([own(cusip: appleCUSIP)], among: shared).targets == [.shared(0)])
        #expect(SecurityPlacement([own("MSFT", type: .other)], among: shared).targets == [.shared(1)])
        // Apple's code and Microsoft's ticker: the code counts, and the vendors' two stay two.
        #expect(SecurityPlacement([own("MSFT", isin: apple)], among: shared).targets == [.shared(0)])
    }

    @Test func `an option joins by its symbol in any spelling, and never a share`() {
        let shared = [identity("AAPL250117C00150000", type: .option), identity("AAPL", cusip: appleCUSIP)]
        let option = own("AAPL  250117C00150000", type: .option)
        #expect(SecurityPlacement([option], among: shared).targets == [.shared(0)])
        let coded = own(cusip: appleCUSIP, type: .option)
        #expect(SecurityPlacement([coded], among: shared).targets == [.own("option cusip \(appleCUSIP)")])
    }

    @Test func `an own record that contradicts is a security of its own, and says so`() {
        let shared = [identity("AAPL", cusip: appleCUSIP), identity("AAPL")]
        let placement = SecurityPlacement([own("AAPL", cusip: microsoft)], among: shared)
        #expect(placement.targets == [.own("security cusip \(microsoft)")])
        #expect(placement.conflicts.map(\.identifier) == ["ticker AAPL USD listed"])
        #expect(placement.conflicts.map(\.own) == [0])
    }

    @Test func `where vendors contradict each other a bare ticker joins the bare record alone`() {
        let disputed = [identity("AAPL", cusip: appleCUSIP), identity("AAPL", cusip: microsoft)]
        #expect(SecurityPlacement([own("AAPL")], among: disputed).targets == [.own("security ticker AAPL USD listed")])
        #expect(SecurityPlacement([own("AAPL")], among: disputed + [identity("AAPL")]).targets == [.shared(2)])
    }

    @Test func `own records are grouped among themselves first`() {
        let records = [own("AAPL", isin: apple), own(isin: apple), own("AAPL")]
        let placement = SecurityPlacement(records, among: [identity("AAPL")])
        #expect(placement.groups == [[0, 1, 2]])
        #expect(placement.targets == [.shared(0)])
    }

    @Test func `what no vendor knows goes by one key, the same from an ISIN and from the CUSIP inside it`() {
        let byISIN = SecurityPlacement([own("AAPL", isin: apple)], among: [])
        let byCUSIP = SecurityPlacement([own("OTHER", cusip: appleCUSIP)], among: [])
        #expect(byISIN.targets == [.own("security cusip \(appleCUSIP)")])
        #expect(byCUSIP.targets == byISIN.targets)
        #expect(SecurityPlacement([own(record: "x")], among: []).targets == [.own("security record x")])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the order of records does not matter, and vendors' groups stay as they are`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let isins: [String?] = [nil, nil, apple, "IE00B4L5Y983"]
        let cusips: [String?] = [nil, nil, appleCUSIP, microsoft, "38259P508"]
        let tickers: [String?] = [nil, "AAPL", "MSFT", "BRK-B"]
        func some(_ owner: String?) -> [SecurityIdentity] {
            (0..<6).map { index in
                identity(
                    tickers.randomElement(using: &generator) ?? nil,
                    isin: isins.randomElement(using: &generator) ?? nil,
                    cusip: cusips.randomElement(using: &generator) ?? nil,
                    type: [.stock, .option].randomElement(using: &generator) ?? .stock,
                    record: "\(owner ?? "") \(index)",
                    owner: owner
                )
            }
        }
        let (shared, mine) = (some(nil), some("ana"))
        func outcome(_ own: [SecurityIdentity], _ shared: [SecurityIdentity]) -> Set<[String]> {
            let placement = SecurityPlacement(own, among: shared)
            let groups = SecurityMatcher.partition(shared).groups
            return Set(
                zip(placement.groups, placement.targets).map { group, target in
                    let place =
                        switch target {
                        case .own(let key): key
                        case .shared(let index):
                            groups.first { $0.contains(index) }?.map { "\(shared[$0])" }.sorted().joined() ?? ""
                        }
                    return group.map { "\(own[$0])" }.sorted() + [place]
                }
            )
        }
        let expected = outcome(mine, shared)
        for _ in 0..<4 {
            #expect(outcome(mine.shuffled(using: &generator), shared.shuffled(using: &generator)) == expected)
        }
    }
}
