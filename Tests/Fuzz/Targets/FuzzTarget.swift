/// A reader of what comes from outside, and how to hand it any bytes.
///
/// Each either takes the bytes or refuses them with an error; a crash, a hang, unbounded memory, or an answer that
/// breaks one of the reader's own promises is a finding. `Tests/Fuzz/run.sh` runs them under libFuzzer; the inputs kept in
/// `Tests/Fuzz/Corpus` are run again with every test run.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// The socket: where one JSON value ends, and what a request is.
    case framing
    /// The configuration file.
    case yaml
    /// Plaid's answers.
    case plaid
    /// Alpaca's answers.
    case alpaca
    /// FMP's answers.
    case fmp
    /// Files of every layout.
    case csv

    /// Hands the reader these bytes.
    ///
    /// - Throws: ``FuzzFinding`` where it breaks a promise.
    package func run(_ bytes: [UInt8]) throws(FuzzFinding) {
        switch self {
        case .framing: try FramingFuzz.run(bytes)
        case .yaml: try ConfigurationFuzz.run(bytes)
        case .plaid: try VendorFuzz.runPlaid(bytes)
        case .alpaca: try VendorFuzz.runAlpaca(bytes)
        case .fmp: try FMPFuzz.run(bytes)
        case .csv: try CSVFuzz.run(bytes)
        }
    }
}

/// A promise that some bytes made a reader break.
package struct FuzzFinding: Error, CustomStringConvertible {
    /// What was promised and not kept.
    package let description: String

    init(_ description: String) { self.description = description }
}
