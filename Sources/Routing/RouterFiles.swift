import Model
import System

/// The files that a HAProxy which starts anew reads, and the slots: written as a whole and only where they change.
struct RouterFiles {
    let folder: Folder
    private var written: [String: String] = [:]
    private var writtenSlots: Slots?

    init(_ folder: Folder) throws {
        self.folder = folder
        try Files.makeFolder(folder.router)
    }

    /// The slots as they were last; a new pool where there are none or the file can't be read.
    func slots() -> Slots {
        guard Files.exists(folder.routerSlots) else { return Slots() }
        do {
            return try JSON.decode(
                Slots.self, from: Files.read(folder.routerSlots).utf8, source: folder.routerSlots)
        } catch {
            Report.problem("router: starts with a new pool: \(error)")
            return Slots()
        }
    }

    mutating func write(_ slots: Slots) throws {
        guard writtenSlots != slots else { return }
        try write(folder.routerSlots, JSON.line(slots) + "\n")
        writtenSlots = slots
    }

    /// The units that were retired; none where the file can't be read.
    func retired() -> Set<String> {
        guard Files.exists(folder.routerRetired) else { return [] }
        do {
            return try JSON.decode(
                Set<String>.self, from: Files.read(folder.routerRetired).utf8, source: folder.routerRetired)
        } catch {
            Report.problem("router: forgets which units were retired: \(error)")
            return []
        }
    }

    mutating func write(retired: Set<String>) throws {
        try write(folder.routerRetired, JSON.line(retired.sorted()) + "\n")
    }

    mutating func write(_ path: String, _ text: String) throws {
        if (written[path] ?? (try? Files.read(path))) != text { try Files.write(path, text) }
        written[path] = text
    }

    /// Puts a configuration in place that has another frame: only one that HAProxy itself finds right.
    mutating func writeChecked(_ text: String) throws {
        let candidate = folder.haproxyConfiguration + ".candidate"
        try Files.write(candidate, text)
        defer { try? Files.remove(candidate) }
        try HAProxy.check(candidate)
        try write(folder.haproxyConfiguration, text)
    }
}
