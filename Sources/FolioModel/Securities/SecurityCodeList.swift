/// A kind of code by which a security is known.
package enum SecurityCodeKind: String, WireEnum {
    case ticker, isin, cusip, occ, sedol, figi
}

/// A code by which a security is known, in the spelling that the store uses.
package struct SecurityCodeName: Sendable, Hashable, Comparable {
    package var kind: SecurityCodeKind
    package var value: String

    /// Makes a code of a value in the store's spelling.
    package init(_ kind: SecurityCodeKind, _ value: String) { (self.kind, self.value) = (kind, value) }

    /// By kind, then by value.
    package static func < (left: Self, right: Self) -> Bool {
        (left.kind.rawValue, left.value) < (right.kind.rawValue, right.value)
    }
}

extension ReportedSecurity {
    /// The codes it states, those with a wrong check digit left out; the CUSIP inside an ISIN counts as stated.
    package var codes: [SecurityCodeName] {
        var codes: [SecurityCodeName] = []
        let occ = SecurityIdentity.occ(of: self)
        if let occ {
            codes.append(SecurityCodeName(.occ, occ.description))
        } else if let symbol = SecurityIdentity.symbol(of: self) {
            codes.append(SecurityCodeName(.ticker, symbol))
        }
        let isin = isin.flatMap { ISIN($0) }
        if let isin { codes.append(SecurityCodeName(.isin, isin.description)) }
        if let cusip = isin?.cusip ?? cusip.flatMap({ CUSIP($0) }) {
            codes.append(SecurityCodeName(.cusip, cusip.description))
        }
        if let sedol = sedol.flatMap({ SEDOL($0) }) { codes.append(SecurityCodeName(.sedol, sedol.description)) }
        if let figi = figi.flatMap({ FIGI($0) }) { codes.append(SecurityCodeName(.figi, figi.description)) }
        return codes
    }
}

/// What a person may have typed to name a security.
package enum SecurityQuery {
    /// The codes that the text may stand for, in the store's spelling: a ticker as a share's and as a coin's, an OCC
    /// symbol with or without blanks, an ISIN and the CUSIP inside it, a CUSIP, SEDOL or FIGI.
    ///
    /// - Parameter text: As typed.
    /// - Returns: None where the text can be no code.
    package static func codes(_ text: String) -> [String] {
        guard text.utf8.count <= maximumLength else { return [] }
        var codes = Ticker.candidates(text)
        let isin = ISIN(text)
        let exact = [
            OCCSymbol(text)?.description, isin?.description, isin?.cusip?.description, CUSIP(text)?.description,
            SEDOL(text)?.description, FIGI(text)?.description,
        ]
        for case let code? in exact where !codes.contains(code) { codes.append(code) }
        return codes
    }

    /// Nothing longer is a code, in bytes.
    private static let maximumLength = 64
}
