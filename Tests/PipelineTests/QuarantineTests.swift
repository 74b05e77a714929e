import Model
import Pipeline
import System
import TestSupport
import Testing

@Suite struct QuarantineTests {
    private let folder: TemporaryFolder
    private let left: String

    init() throws {
        folder = try TemporaryFolder()
        left = "\(folder.path)/objects/tmp_objdir-incoming-x1"
        for path in [left, "\(folder.path)/objects/pack", "\(folder.path)/objects/ab"] {
            try Files.makeFolder(path)
            try Files.write("\(path)/file", "x")
        }
    }

    @Test func whatAKilledPushLeftGoesAndNothingElse() throws {
        let quarantine = Quarantine(folder.path)
        #expect(try quarantine.leftovers() == [left])
        try quarantine.sweep()
        #expect(Files.names(in: "\(folder.path)/objects") == ["ab", "pack"])
        #expect(Files.exists("\(folder.path)/objects/pack/file"))
    }

    @Test func whileAnotherPushGoesOnNothingIsTouched() throws {
        let quarantine = Quarantine(folder.path)
        let first = try quarantine.hold()
        let second = try quarantine.hold()
        withExtendedLifetime((first, second)) {
            #expect((try? quarantine.leftovers()) == [])
            try? quarantine.sweep()
            #expect(Files.exists(left))
        }
    }
}
