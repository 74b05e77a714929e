import System

/// Times of one thing, in seconds.
struct Samples {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    func percentile(_ share: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))]
    }

    /// Ours by theirs, round by round: what disturbs the machine for a while disturbs both.
    func ratios(to other: Samples) -> Samples {
        var ratios = Samples()
        for (own, reference) in zip(values, other.values) { ratios.add(own / reference) }
        return ratios
    }

    var median: Double { percentile(0.5) }
    var p95: Double { percentile(0.95) }

    /// In milliseconds, in the order in which they were taken.
    var raw: String { values.map { String(Int(($0 * 1000).rounded())) }.joined(separator: " ") }
}

/// How long a block takes.
func timed(_ body: () throws -> Void) rethrows -> Double {
    let began = Instant.now
    try body()
    return began.elapsed
}

/// `1.09`.
func ratio(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return
        "\(hundredths / 100).\(String(hundredths % 100).leftPadded(to: 2).map { $0 == " " ? "0" : String($0) }.joined())"
}

func milliseconds(_ value: Double) -> String { String(Int((value * 1000).rounded())) }
