import FolioModel

extension ValueForm where Value == Duration {
    /// A number and a unit, such as `6h`.
    static func duration(_ range: ClosedRange<Duration>) -> Self {
        let bounds = "from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
        return scalar("a duration \(bounds), such as 6h or 30m,", .text, render: DurationText.text) { text, _ in
            DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number of seconds; the unit is in the key's name.
    static func seconds(_ range: ClosedRange<Int>) -> Self {
        let form = ValueForm<Int>.integer(range)
        return ValueForm(
            render: { form.render(Int($0.components.seconds)) },
            read: { tree, path, log in form.read(tree, path, log).map { .seconds($0) } }
        )
    }
}

extension ValueForm where Value == Configuration.TimeOfDay {
    /// A time such as `"04:00"`.
    static var timeOfDay: Self {
        scalar("a time such as \"04:00\"", .text, render: { "\"\($0)\"" }) { text, _ in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(TextForm.isDigit) }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
            else { return nil }
            return Configuration.TimeOfDay(hour: hour, minute: minute)
        }
    }
}

extension ValueForm where Value == UInt32 {
    /// Permission bits in octal, such as `"0660"`; in quotes, for YAML reads a bare 0660 as six hundred and sixty.
    static var fileMode: Self {
        scalar(
            "an octal mode such as \"0660\"",
            .quoted,
            render: { "\"0\(String($0, radix: 8))\"" },
            parse: { text, _ in
                guard text.utf8.count == 4, text.utf8.first == UInt8(ascii: "0") else { return nil }
                return UInt32(text, radix: 8)
            }
        )
    }
}

extension ValueForm where Value == Configuration.ListenAddress {
    /// A host and a port.
    static var listenAddress: Self {
        scalar("an address such as 127.0.0.1:8787", .text, render: \.description) { text, _ in
            guard let (host, port) = TextForm.hostAndPort(text, needsPort: true), let port else { return nil }
            return Configuration.ListenAddress(host: host, port: port)
        }
    }
}

/// Durations as `6h`: a whole number and one of `s`, `m`, `h`, `d`.
enum DurationText {
    private static let units: [(letter: Character, seconds: Int)] = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]

    static func parse(_ text: String) -> Duration? {
        guard let letter = text.last, let unit = units.first(where: { $0.letter == letter }),
            text.utf8.count <= 8, let count = DecimalDigits.int(text.dropLast())
        else { return nil }
        return .seconds(count * unit.seconds)
    }

    /// The text with the largest unit that divides it; whole seconds.
    static func text(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        for unit in units where seconds % unit.seconds == 0 && seconds > 0 {
            return String(seconds / unit.seconds) + String(unit.letter)
        }
        return "0s"
    }
}
