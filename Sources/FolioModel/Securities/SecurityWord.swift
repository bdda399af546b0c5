/// One field of a merged security as text, and whose word it is.
package struct SecurityWord: Sendable, Hashable {
    /// The name on the wire; parts of an object by a point, such as `option_contract.strike_price`.
    package var field: String
    package var value: String
    package var source: StatementSource
}

extension MergedSecurity {
    /// Every field that anybody states, in the order of ``SecurityField``.
    package var words: [SecurityWord] {
        SecurityField.allCases.flatMap { field -> [SecurityWord] in
            guard let source = origins[field] else { return [] }
            return texts(of: field).compactMap { name, text in
                text.map { SecurityWord(field: name, value: $0, source: source) }
            }
        }
    }

    private func texts(of field: SecurityField) -> [(String, String?)] {
        let name = field.rawValue
        switch field {
        case .symbol: return [(name, security.symbol)]
        case .name: return [(name, security.name)]
        case .type: return [(name, security.type.rawValue)]
        case .currency: return [(name, security.currency.code)]
        case .exchange: return [(name, security.exchange)]
        case .mic: return [(name, security.mic)]
        case .isin: return [(name, security.isin)]
        case .cusip: return [(name, security.cusip)]
        case .sedol: return [(name, security.sedol)]
        case .figi: return [(name, security.figi)]
        case .sector: return [(name, security.sector)]
        case .industry: return [(name, security.industry)]
        case .country: return [(name, security.country)]
        case .isCashEquivalent: return [(name, String(security.isCashEquivalent))]
        case .option: return security.option.map(Self.texts) ?? []
        case .yield, .maturityDate, .issueDate, .faceValue, .priceBasis:
            return security.fixedIncome.map { Self.texts(of: field, $0) } ?? []
        case .marginable: return [(name, security.marginable.map { String($0) })]
        case .shortable: return [(name, security.shortable.map { String($0) })]
        }
    }

    private static func texts(_ option: OptionContract) -> [(String, String?)] {
        let name = SecurityField.option.rawValue
        return [
            ("\(name).type", option.right.rawValue), ("\(name).expiration_date", option.expiration.description),
            ("\(name).strike_price", option.strike.description), ("\(name).underlying", option.underlying),
            ("\(name).multiplier", String(option.multiplier)),
        ]
    }

    private static func texts(of field: SecurityField, _ terms: FixedIncome) -> [(String, String?)] {
        let name = field.rawValue
        switch field {
        case .yield: return [(name, terms.yieldRate?.description), ("fixed_income.yield_type", terms.yieldType)]
        case .maturityDate: return [(name, terms.maturityDate?.description)]
        case .issueDate: return [(name, terms.issueDate?.description)]
        case .faceValue: return [(name, terms.faceValue?.description)]
        default: return [(name, terms.priceBasis.rawValue)]
        }
    }
}
