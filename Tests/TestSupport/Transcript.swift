import Glibc
import System

/// What the long trials saw, a line each, for docs/soak.md: `make soak` names the file.
public enum Transcript {
    /// Whether the long trials run.
    public static var isWanted: Bool { Environment.value("SLIPWAY_SOAK") != nil }

    /// Adds a case: its name, the seconds that it took, and what was seen.
    public static func add(_ name: String, _ seconds: Double, _ seen: String) {
        let cells = [
            Timestamp.now, name, String(Int(seconds.rounded())), seen.split(separator: "\n").joined(separator: " "),
        ]
        let line = "| \(cells.map { $0.replacing("|", with: "/") }.joined(separator: " | ")) |\n"
        guard let path = Environment.value("SLIPWAY_SOAK"), path.hasPrefix("/"),
            let file = try? Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
        else { return }
        try? file.write(line)
    }
}
