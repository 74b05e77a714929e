/// Ours against a reference that was measured in the same run.
struct Comparison {
    let name: String
    let reference: String
    /// The ratio that is asked for at most.
    let limit: Double
    var ours = Samples()
    var theirs = Samples()
    /// Whether a round of ours has a round of theirs beside it.
    var isByRounds = true

    init(_ name: String, against reference: String, atMost limit: Double) {
        self.name = name
        self.reference = reference
        self.limit = limit
    }

    var medianRatio: Double { isByRounds ? ours.ratios(to: theirs).median : ours.median / theirs.median }

    /// A row of a table.
    var row: String {
        "| \(name), against \(reference) | \(milliseconds(ours.median)) | \(milliseconds(theirs.median)) | "
            + "**\(ratio(medianRatio))** (at most \(limit)) |"
    }

    static let head = "| | ours | reference | ratio, median |\n|---|---|---|---|"

    var raw: [(String, Samples)] { [(name, ours), (reference, theirs)] }
}
