import Model
import System
import TestSupport
import Testing

@testable import Pipeline

@Suite struct PreflightTests {
    private func place(bytes: Int, inodes: Int?) -> Preflight.Place {
        .init(what: "the engine", path: "/var/lib/docker", free: FreeSpace(bytes: bytes, inodes: inodes, device: 1))
    }

    @Test func roomForBoth() {
        #expect(Preflight.lack(in: [place(bytes: 512 << 20, inodes: 10_000)], reserve: 512 << 20) == nil)
        #expect(Preflight.lack(in: [], reserve: 512 << 20) == nil)
    }

    @Test func tooFewBytesAreNamedWithWhatIsNeeded() {
        let failure = Preflight.lack(in: [place(bytes: (512 << 20) - 1, inodes: nil)], reserve: 512 << 20)
        #expect(
            failure?.message
                == "the file system of the engine ('/var/lib/docker') has 511 MiB free, 512 MiB are needed")
        #expect(failure?.hint?.contains("slipway gc") == true)
        #expect(failure?.code == .unavailable)
    }

    @Test func tooFewInodesAreNamed() {
        let failure = Preflight.lack(in: [place(bytes: 1 << 40, inodes: 9_999)], reserve: 1)
        #expect(failure?.message.hasSuffix("has room for 9999 files, 10000 are needed") == true)
    }

    @Test func aFileSystemWithoutALimitOnInodesHasRoom() {
        #expect(Preflight.lack(in: [place(bytes: 1 << 40, inodes: nil)], reserve: 1) == nil)
    }

    @Test func theEngineIsAskedForItsFolderOnce() throws {
        let folder = try TemporaryFolder()
        var settings = Settings()
        settings.reserve = 0
        let preflight = Preflight(Folder(folder.path), settings)
        var asked = 0
        for _ in 0..<3 {
            try preflight.check {
                asked += 1
                return "/"
            }
        }
        #expect(asked == 1)
    }

    @Test func anEngineThatDoesNotAnswerStopsNothingHere() throws {
        let folder = try TemporaryFolder()
        var settings = Settings()
        settings.reserve = 0
        try Preflight(Folder(folder.path), settings).check { throw Failure(.unavailable, "no engine") }
    }
}
