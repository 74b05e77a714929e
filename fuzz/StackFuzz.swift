import Model
import Stack
import System
import YAML

// What libFuzzer calls: https://llvm.org/docs/LibFuzzer.html. Built by scripts/fuzz alone.

/// Reads what may be any bytes as the files of a stack, as far as it goes. Only `Failure` may come of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzStack(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let files = FuzzedFiles(UnsafeBufferPointer(start: bytes, count: count))
    do {
        let project = try Project(
            files: nil, in: files, name: "fuzz", variables: { fuzzedVariables[$0] }, profiles: ["debug"])
        // What is shown is a stack file again, and says the same.
        let shown = try project.json()
        let yaml = try project.yaml()
        _ = try Document(shown, source: "shown.json", limits: .init(bytes: 1 << 30, nodes: 1 << 30))
        _ = try Document(yaml, source: "shown.yaml", limits: .init(bytes: 1 << 30, nodes: 1 << 30))
        if hasPlantedBug, shown.contains("\": -") {
            fatalError("the planted bug: as of somebody who takes every number for one without a sign")
        }
        _ = try project.stack(
            allowing: [.hostPort(5432), .bind("/srv/data"), .capability("NET_ADMIN")], registry: "localhost:5000",
            readFile: { try files.bytes($0, limit: 1 << 20) }, variables: { fuzzedVariables[$0] })
    } catch is Failure {
    } catch {
        fatalError("another error than Failure: \(error)")
    }
    return 0
}

/// Whether scripts/fuzz looks for it, to show that it finds what there is.
private let hasPlantedBug = Environment.value("SLIPWAY_PLANTED_BUG") != nil

private let fuzzedVariables = [
    "TAG": "1.2", "EMPTY": "", "COLOUR": "blue ${TAG}", "LINES": "a\nb: c", "LONG": String(repeating: "x", count: 5000),
]

/// The files of one input: compose.yaml or fig.yml to begin with, and others behind lines of `%%% NAME`.
private struct FuzzedFiles: FileSource {
    private var files: [String: [UInt8]] = [:]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var name = "compose.yaml"
        var lines: [UInt8] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: "%%% ".utf8) {
                files[name] = lines
                lines = []
                name = String(decoding: line.dropFirst(4), as: UTF8.self)
            } else {
                lines += line
                lines.append(UInt8(ascii: "\n"))
            }
        }
        files[name] = lines
        // Only an input that begins with the name of a file of fig's has no compose.yaml.
        if files["compose.yaml"]?.isEmpty == true { files["compose.yaml"] = nil }
    }

    func bytes(_ path: String, limit: Int) throws -> [UInt8]? {
        guard let bytes = files[path] else { return nil }
        guard bytes.count <= limit else { throw Failure(.badData, "\(path): has too many bytes") }
        return bytes
    }

    func isFolder(_ path: String) -> Bool { path == "." || files.keys.contains { $0.hasPrefix(path + "/") } }
}
