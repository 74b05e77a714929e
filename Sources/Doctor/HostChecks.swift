import Engine
import Model
import Pipeline
import System

/// What the host has to give: room for what a deploy needs, and time.
enum HostChecks {
    static let disk = Check("disk") { site in
        var places = [("the data folder", site.folder.root)]
        // An engine in a machine of its own has a folder that isn't here.
        if site.engineAnswers, let root = try? site.engine.rootFolder(), Files.exists(root) {
            places.append(("the engine", root))
        }
        var seen: Set<UInt64> = []
        return try places.compactMap { what, path in
            let free = try FreeSpace(of: path)
            guard seen.insert(free.device).inserted else { return nil }
            return verdict(what, path, free, reserve: site.settings.reserve << 20)
        }
    }

    static func verdict(_ what: String, _ path: String, _ free: FreeSpace, reserve: Int) -> Verdict {
        let room = "\(free.bytes >> 20) MiB" + (free.inodes.map { " and room for \($0) files" } ?? "")
        let text = "the file system of \(what) ('\(path)') has \(room) free"
        let inodes = Preflight.inodes
        let needed = "\(reserve >> 20) MiB and \(inodes) files are needed"
        let files = free.inodes ?? .max
        if free.bytes < reserve || files < inodes { return .failed("\(text); \(needed)", mend: "slipway gc") }
        if free.bytes < 2 * reserve || files < 2 * inodes {
            return .warning("\(text), which is little; \(needed)", mend: "slipway gc")
        }
        return .ok(text)
    }

    static let clock = Check("clock") { _ in
        switch clockIsSynchronised() {
        case true?: [.ok("synchronised, as the kernel has it")]
        case false?: [.warning("the kernel holds it for not synchronised", mend: "timedatectl set-ntp true")]
        case nil: [.warning("the kernel does not say whether it is synchronised", mend: "timedatectl status")]
        }
    }
}
