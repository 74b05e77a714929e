import Glibc
import Model
import System

extension Store {
    /// How often a compare-and-set is tried before it is given up as `temporary`.
    static var tries: Int { 100 }

    /// The record under a key, with the index that a compare-and-set compares.
    func record<Record: Decodable>(_ type: Record.Type, _ key: String) throws -> (value: Record, index: Int)? {
        guard let entry = try get(key) else { return nil }
        return (try entry.decoded(type), entry.index)
    }

    /// All records below a prefix, in the order of their keys.
    func records<Record: Decodable>(_ type: Record.Type, _ prefix: String) throws -> [Record] {
        try list(prefix).map { try $0.decoded(type) }
    }

    /// Reads, changes and writes a record, anew where another was faster. What `change` throws ends it, and
    /// nothing is written then.
    /// - Returns: The record as it was written.
    func updateRecord<Record: Codable>(
        _ type: Record.Type, _ key: String, missing: Failure, _ change: (inout Record) throws -> Void
    ) throws -> Record {
        for attempt in 0..<tries {
            guard let stored = try record(type, key) else { throw missing }
            var value = stored.value
            try change(&value)
            if try put(key, JSON.line(value), expecting: stored.index) { return value }
            pause(after: attempt)
        }
        throw busy(key)
    }

    private var tries: Int { Self.tries }

    /// Lets the faster ones go ahead: longer each time, and not all equally long.
    func pause(after attempt: Int) { usleep(UInt32.random(in: 0...(200 << UInt32(min(attempt, 6))))) }

    func busy(_ key: String) -> Failure {
        Failure(
            .temporary, "cannot write '\(key)' in the store: others changed it \(tries) times meanwhile",
            hint: "try again in a few seconds")
    }
}

extension Entry {
    func decoded<Record: Decodable>(_ type: Record.Type) throws -> Record {
        try JSON.decode(type, from: value.utf8, source: "the store's '\(key)'")
    }
}
