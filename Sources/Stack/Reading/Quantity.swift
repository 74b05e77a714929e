/// Durations and sizes as Compose writes them.
enum Quantity {
    /// Seconds of `1h30m`, `1m30.5s`, `500ms`, `90`.
    static func seconds(_ text: String) -> Double? {
        guard text.utf8.count <= 40 else { return nil }
        if let plain = Double(text), plain.isFinite, plain >= 0, text.utf8.allSatisfy(isPartOfNumber) { return plain }
        var rest = Substring(text)
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.utf8.allSatisfy(isPartOfNumber) }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !$0.utf8.allSatisfy(isPartOfNumber) }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let seconds = units[String(unit)] else { return nil }
            total += number * seconds
        }
        return total <= 1e9 ? total : nil
    }

    private static let units = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0,
        "w": 604_800.0,
    ]

    /// Bytes of `1048576`, `64m`, `1.5GB`, `512kib`: multiples of 1,024, as Docker counts memory.
    static func bytes(_ text: String) -> Int? {
        guard text.utf8.count <= 40 else { return nil }
        let digits = text.prefix { $0.utf8.allSatisfy(isPartOfNumber) }
        var unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        if unit.hasSuffix("ib") { unit.removeLast(2) } else if unit.hasSuffix("b") { unit.removeLast() }
        guard let number = Double(digits), let power = ["", "k", "m", "g", "t", "p"].firstIndex(of: unit) else {
            return nil
        }
        let bytes = (0..<power).reduce(number) { size, _ in size * 1024 }
        return bytes < 9e18 ? Int(bytes) : nil
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
    }
}
