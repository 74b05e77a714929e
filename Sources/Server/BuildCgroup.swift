import Glibc
import Model
import System

/// The limits that all builds of this node share.
///
/// The BuildKit inside the engine puts every build step below one control group, `docker/buildkit`, and takes no
/// limits from its client; so they are set on that group, which the engine leaves as it finds it.
enum BuildCgroup {
    static func apply(_ limits: BuildLimits, root: String = "/sys/fs/cgroup") throws {
        let unified = Files.exists("\(root)/cgroup.controllers")
        let memory = "\(root)\(unified ? "" : "/memory")/docker/buildkit"
        let cpu = "\(root)\(unified ? "" : "/cpu")/docker/buildkit"
        let bytes = limits.memory > 0 ? String(limits.memory << 20) : nil
        let period = 100_000
        let quota = limits.cpus > 0 ? String(Int(limits.cpus * Double(period))) : nil
        if unified {
            try set("\(memory)/memory.max", bytes ?? "max", wanted: bytes != nil)
            try set("\(cpu)/cpu.max", "\(quota ?? "max") \(period)", wanted: quota != nil)
        } else {
            try set("\(memory)/memory.limit_in_bytes", bytes ?? "-1", wanted: bytes != nil)
            try set("\(cpu)/cpu.cfs_quota_us", quota ?? "-1", wanted: quota != nil)
        }
    }

    /// Ends the build steps that an engine of ours left when it was stopped: nobody would collect them.
    static func endSteps(root: String = "/sys/fs/cgroup") {
        let unified = Files.exists("\(root)/cgroup.controllers")
        let group = "\(root)\(unified ? "" : "/memory")/docker/buildkit"
        for step in Files.names(in: group) {
            let processes = (try? Files.read("\(group)/\(step)/cgroup.procs")) ?? ""
            // One of another process namespace reads as 0.
            for pid in processes.split(separator: "\n").compactMap({ pid_t($0) }) where pid > 0 { kill(pid, SIGKILL) }
        }
    }

    /// A limit that nobody wants needs no group; one that was wanted before is lifted.
    private static func set(_ path: String, _ value: String, wanted: Bool) throws {
        guard wanted || Files.exists(path) else { return }
        let group = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        if !Files.exists(group) { try Files.makeFolder(group, mode: 0o755) }
        let file = try Descriptor.open(path, O_WRONLY)
        try file.write(value)
    }
}
