extension Duration {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// `1m30s`, `1.5h`, `500ms`: numbers, each with its unit.
    init?(composeText text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest = rest.dropFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { "0123456789.".contains($0) }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !"0123456789.".contains($0) }
            rest = rest.dropFirst(name.count)
            guard let number = Double(digits), let unit = Self.units.first(where: { $0.name == name }) else {
                return nil
            }
            total += number * unit.nanoseconds
        }
        guard total.isFinite, let nanoseconds = Int64(exactly: total.rounded()) else { return nil }
        self = .nanoseconds(isNegative ? -nanoseconds : nanoseconds)
    }

    /// As Compose writes it: `1h0m0s`, `1m30s`, `1.5s`, `500ms`, `0s`.
    var composeText: String {
        let (seconds, attoseconds) = components
        let nanoseconds = abs(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        let sign = self < .zero ? "-" : ""
        guard nanoseconds > 0 else { return "0s" }
        for (name, unit) in [("ns", Int64(1)), ("µs", 1_000), ("ms", 1_000_000)] where nanoseconds < unit * 1000 {
            return sign + GoNumber.text(Double(nanoseconds) / Double(unit)) + name
        }
        let whole = nanoseconds / 1_000_000_000
        let last = GoNumber.text(Double(whole % 60) + Double(nanoseconds % 1_000_000_000) / 1e9) + "s"
        if whole < 60 { return sign + last }
        if whole < 3600 { return sign + "\(whole / 60)m" + last }
        return sign + "\(whole / 3600)h\(whole / 60 % 60)m" + last
    }
}
