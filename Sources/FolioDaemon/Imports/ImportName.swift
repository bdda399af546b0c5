package import FolioModel

/// Names of imported files: of the form that the adapter reads, and harmless in any directory.
package enum ImportName {
    /// The longest name in bytes: room is left for what makes it unique, and for the sidecar's ending.
    package static let maximumBytes = 200

    /// What the name of the file with the account's name ends in.
    package static let sidecarEnding = ".account"

    /// What is wrong with a name; `nil` where nothing is.
    package static func fault(in name: String) -> String? {
        guard (5...maximumBytes).contains(name.utf8.count) else {
            return "a name of at most \(maximumBytes) bytes that ends in .csv is expected"
        }
        guard !name.contains("/"), name.unicodeScalars.allSatisfy(isPlain) else {
            return "a name without slashes and control characters is expected"
        }
        guard !name.hasPrefix("."), !name.hasPrefix("~") else {
            return "a name that does not begin with . or ~ is expected"
        }
        guard name.suffix(4).lowercased() == ".csv" else { return "a name that ends in .csv is expected" }
        return nil
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    /// The most names of one day.
    private static let maximumOfDay = 99

    /// Whether a name is one that ``unique(_:on:isTaken:)`` makes from another.
    package static func isMade(_ name: String, from other: String) -> Bool {
        let (stem, ending) = (other.dropLast(4) + "_", other.suffix(4))
        guard name.hasPrefix(stem), name.hasSuffix(ending) else { return false }
        let parts = name.dropFirst(stem.count).dropLast(ending.count).split(
            separator: "_",
            omittingEmptySubsequences: false
        )
        guard let day = parts.first, Day(day) != nil, parts.count <= 2 else { return false }
        return parts.count == 1
            || parts[1].utf8.count == 2 && Int(parts[1]).map { (2...maximumOfDay).contains($0) } == true
    }

    /// A name that is not taken and sorts behind the one it is made from, so that the newer of two files counts:
    /// `history_2025-11-25.csv`, then `history_2025-11-25_02.csv`.
    ///
    /// - Parameters:
    ///   - name: Ends in four bytes such as `.csv`.
    ///   - day: Today.
    ///   - isTaken: Whether there is something of a name.
    /// - Returns: `nil` where the day has no more.
    package static func unique(_ name: String, on day: Day, isTaken: (String) -> Bool) -> String? {
        let (stem, ending) = (name.dropLast(4), name.suffix(4))
        for number in 1...maximumOfDay {
            let count = number == 1 ? "" : number < 10 ? "_0\(number)" : "_\(number)"
            let candidate = "\(stem)_\(day)\(count)\(ending)"
            if !isTaken(candidate) { return candidate }
        }
        return nil
    }
}
