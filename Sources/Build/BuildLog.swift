/// Makes BuildKit's plain progress readable: steps and what they print, without its book-keeping.
///
/// A line is `#7 [2/3] RUN make`, `#7 0.412 text`, `#7 DONE 0.5s`, `#7 CACHED`, `#7 ERROR: …`.
public struct BuildLog {
    private var steps: [String: Step] = [:]
    private var lastOutput: [String] = []
    /// Once the first rule was drawn, what follows repeats what was shown.
    private var isSummary = false
    /// The step that failed, with its last lines.
    public private(set) var failed: (step: String, error: String, output: [String])?

    private struct Step {
        var title = ""
        var shown = false
        var output: [String] = []
        /// Steps of BuildKit's own, such as loading the Dockerfile.
        var isInternal: Bool { title.hasPrefix("[internal]") || title == "exporting to image" || title.isEmpty }
    }

    /// How many of a failing step's lines are kept.
    static let keptLines = 20

    public init() {}

    /// What to show for one line.
    public mutating func lines(for line: String) -> [String] {
        guard line.hasPrefix("#"), let space = line.firstIndex(of: " ") else {
            return outside(line)
        }
        if isSummary { return [] }
        let id = String(line[..<space])
        let text = String(line[line.index(after: space)...])
        var step = steps[id] ?? Step()
        defer { steps[id] = step }
        if text.hasPrefix("[") || text == "exporting to image" {
            step.title = text
            return []
        }
        if text == "CACHED" {
            return step.isInternal || step.title.contains("] FROM ") ? [] : ["\(step.title) (cached)"]
        }
        if text.hasPrefix("DONE") {
            guard !step.isInternal, !text.hasSuffix(" 0.0s"), step.shown || !step.title.contains("FROM ") else {
                return []
            }
            return open(&step) + ["\(step.title.prefix { $0 != "]" })] done in \(text.dropFirst(5).dropLast()) s"]
        }
        if text.hasPrefix("ERROR: ") {
            let error = String(text.dropFirst(7))
            if failed == nil { failed = (step.title, error, step.output) }
            return []
        }
        guard let output = Self.output(text) else { return [] }
        step.output.append(output)
        if step.output.count > Self.keptLines { step.output.removeFirst() }
        return step.isInternal ? [] : open(&step) + ["  \(output)"]
    }

    private func open(_ step: inout Step) -> [String] {
        guard !step.shown else { return [] }
        step.shown = true
        return [step.title]
    }

    /// The text of `0.412 text`, nil where it is something else: a transfer's progress, a digest.
    private static func output(_ text: String) -> String? {
        let stamp = text.prefix { $0 != " " }
        guard stamp.contains("."), stamp.allSatisfy({ $0.isNumber || $0 == "." }), stamp.count < text.count else {
            return nil
        }
        return String(text.dropFirst(stamp.count + 1))
    }

    /// Lines that belong to no step: the summary at the end, which repeats what was shown.
    private mutating func outside(_ line: String) -> [String] {
        if line == "------" { isSummary = true }
        if line.isEmpty || line.hasPrefix("---") || line.hasPrefix(" > ") { return [] }
        lastOutput.append(line)
        if lastOutput.count > Self.keptLines { lastOutput.removeFirst() }
        return []
    }

    /// What BuildKit said outside any step: why it could not begin.
    public var summary: [String] { lastOutput }
}
