import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd.Soak {
    /// The failure matrix: the disk of the data folder is full. A server of its own, on a small loop device.
    @Suite(.serialized) struct Disk {
        let small: SmallDisk
        let app: TrialApp

        private static let shared = Result { () throws -> (SmallDisk, TrialApp) in
            let first = try TestServer.shared.get()
            let disk = try SmallDisk("\(first.work)/small", megabytes: 800)
            let server = try TestServer(
                beside: first, folder: Folder(disk.path), ports: (ssh: 2322, http: 8180, registry: 5100))
            return (disk, try TrialApp("small", on: server))
        }

        init() throws { (small, app) = try Self.shared.get() }

        @Test func aDiskThatIsFull() throws {
            try Damage("disk full when a push comes", app).run(.rejected) { damage in
                try small.fill()
                let push = try damage.push("")
                try small.clear()
                #expect(push.status != 0)
                damage.note((push.status, push.error))
            }
        }

        @Test func aDiskThatIsFullAfterTheGate() throws {
            try Damage("disk full after the gate", app).run(.init(outcomes: ["none", "failed", "abandoned"])) {
                damage in
                let push = try damage.startPush(lines: "RUN sleep 3.0323")
                try damage.barrier("the gate") { ProcessTable.running("sleep 3.0323").first }
                try small.fill()
                let end = try push.end()
                try small.clear()
                #expect(end.status != 0)
                damage.note(end)
            }
        }

        @Test func aDiskThatIsFullAtTheCommit() throws {
            try Damage("disk full at the commit", app).run(.init(outcomes: ["failed", "abandoned", "live"])) { damage in
                let push = try damage.startPush("start-after 3")
                _ = try damage.awaitRunnerWaiting()
                try small.fill()
                let end = try push.end(within: 180)
                try small.clear()
                damage.note(end)
            }
        }
    }
}

/// A file system of its own size, on a loop device.
final class SmallDisk: Sendable {
    let path: String

    init(_ path: String, megabytes: Int) throws {
        self.path = path
        try Files.makeFolder(path, mode: 0o755)
        try Command(["truncate", "-s", "\(megabytes)M", "\(path).image"]).check("make a small disk")
        try Command(["mkfs.ext4", "-q", "-m", "0", "\(path).image"]).check("format it")
        try Command(["mount", "-o", "loop", "\(path).image", path]).check("mount it")
    }

    /// Leaves not a block.
    func fill() throws {
        let filler = try Descriptor.open("\(path)/filler", O_WRONLY | O_CREAT | O_APPEND)
        for size in [1 << 20, 1 << 12] {
            let block = [UInt8](repeating: 1, count: size)
            while (try? filler.write(block)) != nil {}
        }
        fsync(filler.number)
    }

    func clear() throws { try Files.remove("\(path)/filler") }
}
