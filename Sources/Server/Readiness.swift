import Glibc
import Model
import System

/// A server in the background: it is started as a process of its own session, and says on a pipe when it is ready.
public enum Readiness {
    private static let variable = "SLIPWAY_READY_FD"

    /// Tells whoever started us in the background that all is up.
    static func tell() {
        guard let number = Environment.value(variable).flatMap(Int32.init) else { return }
        _ = write(number, "ready\n", 6)
        close(number)
    }

    /// Starts `slipway up` in the background and returns when it is ready; what it says meanwhile is shown.
    public static func startDetached(_ arguments: [String], folder: Folder) throws {
        try Files.makeFolder(folder.root, mode: 0o755)
        let log = "\(folder.root)/server.log"
        let size = (try? Files.read(log).utf8.count) ?? 0
        let (reader, child) = try launch(arguments, log: log)
        let said = String(decoding: try reader.readToEnd(), as: UTF8.self)
        let text = try Files.read(log)
        let lines = String(decoding: text.utf8.dropFirst(size), as: UTF8.self).split(separator: "\n").map(String.init)
        guard said == "ready\n" else {
            let status = child.wait()
            for line in lines { Report.line(line) }
            throw Failure(
                Failure.Code(rawValue: status) ?? .unavailable, "the server did not start", hint: "its log: \(log)")
        }
        for line in lines where !line.contains("| ") { Report.line(line) }
    }

    /// Our copy of the pipe's writing end is closed when this returns.
    private static func launch(_ arguments: [String], log: String) throws -> (Descriptor, Child) {
        let (reader, writer) = try Descriptor.pipe()
        let output = try Descriptor.open(log, O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
        let null = try Descriptor.open("/dev/null", O_RDONLY)
        var environment = Environment.all
        environment[variable] = String(writer.number)
        let child = try Child(
            arguments, environment: environment,
            streams: .init(input: null, output: output, error: output, passed: [writer]), group: .session)
        return (reader, child)
    }
}
