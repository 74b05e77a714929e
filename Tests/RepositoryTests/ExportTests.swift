import Glibc
import Model
import System
import Testing

@testable import Repository

@Suite struct ExportTests {
    private let fixture: GitFixture

    init() throws { fixture = try GitFixture() }

    private func makeContent() throws {
        try fixture.write("Dockerfile", "FROM base\n")
        try fixture.write("bin/run", "#!/bin/sh\n", mode: 0o755)
        try fixture.write("empty", "")
        try fixture.write("ünï/cødé ✓/日本 \"x\"", "names\n")
        try fixture.write("crlf", "a\r\nb\r\n")
        try fixture.write((0..<30).map { "d\($0)" }.joined(separator: "/") + "/deep", "deep\n")
        let script = """
            ln -s bin/run link; ln -s /etc/passwd absolute; ln -s nowhere dangling; ln -s ../.. bin/up
            head -c 5000000 /dev/urandom > large; printf 'x' > "$(printf 'latin\\351')"
            """
        try Command(["sh", "-c", script], directory: fixture.work).check("write")
        try fixture.commit()
    }

    @Test func anExportIsWhatGitArchiveUnpacks() throws {
        try makeContent()
        let repository = try fixture.open()
        let exported = try repository.export(fixture.tree(), to: "\(fixture.root)/builds/x")
        try Files.makeFolder("\(fixture.root)/archive")
        let script = "git -c tar.umask=022 archive HEAD | tar -x -C ../archive"
        try Command(["sh", "-c", script], directory: fixture.work).check("archive")
        let expected = try GitFixture.listing("\(fixture.root)/archive")
        #expect(try GitFixture.listing("\(fixture.root)/builds/x") == expected)
        #expect(expected.contains("bin/run f 755") && expected.contains("absolute l 777 11 /etc/passwd"))
        #expect(exported.files == 12)
        #expect(!exported.reused)
        #expect(Files.names(in: "\(fixture.root)/builds") == ["x"])
    }

    @Test func filesHaveTheTimeOfTheExport() throws {
        try fixture.write("a", "1")
        try fixture.commit()
        let before = secondsSince1970()
        try fixture.open().export(fixture.tree(), to: "\(fixture.root)/x")
        var status = stat()
        #expect(stat("\(fixture.root)/x/a", &status) == 0)
        #expect(status.st_mtim.tv_sec >= before)
    }

    @Test func commitsOfOneSecondAndLengthAreTheirOwn() throws {
        for text in ["aaaa", "bbbb"] {
            try fixture.write("file", text)
            try fixture.commit()
            let tree = try fixture.tree()
            try fixture.open().export(tree, to: "\(fixture.root)/builds/\(tree)")
            #expect(try Files.read("\(fixture.root)/builds/\(tree)/file") == text)
        }
        #expect(Files.names(in: "\(fixture.root)/builds").count == 2)
    }

    @Test func aWholeFolderIsReused() throws {
        try makeContent()
        let repository = try fixture.open()
        let path = "\(fixture.root)/x"
        let first = try repository.export(fixture.tree(), to: path)
        let second = try repository.export(fixture.tree(), to: path)
        #expect(second == Exported(files: first.files, bytes: first.bytes, reused: true))
    }

    @Test func aFolderThatLostContentIsMadeAnew() throws {
        try makeContent()
        let repository = try fixture.open()
        let path = "\(fixture.root)/builds/x"
        try repository.export(fixture.tree(), to: path)
        let whole = try GitFixture.listing(path)
        for damage in [": > large", "rm crlf", "ln -sf x link", "chmod 644 bin/run", "rm -r d0"] {
            try Command(["sh", "-c", damage], directory: path).check("damage")
            #expect(try !repository.export(fixture.tree(), to: path).reused)
            #expect(try GitFixture.listing(path) == whole)
        }
        #expect(Files.names(in: "\(fixture.root)/builds") == ["x"])
    }

    @Test func manyExportsAtOnceMakeOneFolder() throws {
        try makeContent()
        let tree = try fixture.tree()
        let results = Threads.map(Array(0..<4)) { [fixture] _ in
            Result { try fixture.open().export(tree, to: "\(fixture.root)/builds/x") }
        }
        for result in results { #expect(try result.get().files == 12) }
        #expect(Files.names(in: "\(fixture.root)/builds") == ["x"])
    }

    @Test func whatAKilledExportLeftIsRemovedByTheNext() throws {
        try fixture.write("a", "1")
        try fixture.commit()
        try Files.makeFolder("\(fixture.root)/builds/x.part.abcdef/half")
        try fixture.open().export(fixture.tree(), to: "\(fixture.root)/builds/x")
        #expect(Files.names(in: "\(fixture.root)/builds") == ["x"])
    }

    @Test func whatExceedsALimitLeavesNothing() throws {
        try makeContent()
        let repository = try fixture.open()
        let limits = [
            (ExportLimits(entries: 10), "10 files"), (ExportLimits(bytes: 4_000_000), "4000000 bytes"),
            (ExportLimits(depth: 29), "30 folders deep"),
        ]
        for (limit, words) in limits {
            let failure = #expect(throws: Failure.self) {
                try repository.export(fixture.tree(), to: "\(fixture.root)/builds/x", limits: limit)
            }
            #expect(failure?.code == .badData)
            #expect(failure?.message.contains(words) == true)
        }
        #expect(Files.names(in: "\(fixture.root)/builds").isEmpty)
        try repository.export(fixture.tree(), to: "\(fixture.root)/builds/x", limits: ExportLimits(depth: 30))
    }

    @Test(arguments: [".", "..", ".git", ".GIT", ".Git", "a/b"])
    func aNameThatLeadsElsewhereIsRefused(name: String) throws {
        let blob = try fixture.blob("x")
        let tree = try fixture.tree(of: "100644 \(blob) \(name)")
        let failure = #expect(throws: Failure.self) {
            try fixture.open().export(tree, to: "\(fixture.root)/builds/x")
        }
        #expect(failure?.code == .badData)
        #expect(Files.names(in: "\(fixture.root)/builds").isEmpty)
    }

    @Test func aLinkIsNeverWrittenThrough() throws {
        let target = try fixture.blob("\(fixture.root)/outside")
        let blob = try fixture.blob("x")
        let below = try fixture.tree(of: "100644 \(blob) file")
        try Files.makeFolder("\(fixture.root)/outside")
        for lines in ["120000 \(target) a\n40000 \(below) a", "120000 \(target) a\n100644 \(blob) a"] {
            let tree = try fixture.tree(of: lines)
            let failure = #expect(throws: Failure.self) {
                try fixture.open().export(tree, to: "\(fixture.root)/builds/x")
            }
            #expect(failure?.code == .badData)
        }
        #expect(Files.names(in: "\(fixture.root)/outside").isEmpty)
        #expect(Files.names(in: "\(fixture.root)/builds").isEmpty)
    }

    @Test func attributesChangeNothing() throws {
        try fixture.write(".gitattributes", "*.txt eol=crlf\nv export-subst\nhidden export-ignore\n")
        try fixture.write("a.txt", "a\nb\n")
        try fixture.write("v", "$Format:%H$\n")
        try fixture.write("hidden", "x")
        try fixture.commit()
        let path = "\(fixture.root)/x"
        try fixture.open().export(fixture.tree(), to: path)
        #expect(try Files.read("\(path)/a.txt") == "a\nb\n")
        #expect(try Files.read("\(path)/v") == "$Format:%H$\n")
        #expect(Files.exists("\(path)/hidden"))
    }

    @Test func manyFilesTakeNoLongTime() throws {
        let script = """
            for d in 0 1 2 3 4 5; do mkdir $d; head -c 2772000 /dev/urandom | split -a 3 -d -b 12000 - $d/; done
            """
        try Command(["sh", "-c", script], directory: fixture.work).check("write")
        try fixture.commit()
        for state in ["loose", "packed"] {
            let start = Instant.now
            let exported = try fixture.open().export(fixture.tree(), to: "\(fixture.root)/\(state)")
            print("export of \(exported.files) files, \(exported.bytes) bytes, \(state): \(start.elapsed) s")
            let again = Instant.now
            #expect(try fixture.open().export(fixture.tree(), to: "\(fixture.root)/\(state)").reused)
            print("again: \(again.elapsed) s")
            // Other tests run beside it: the bound only catches a slip.
            #expect(start.elapsed < 5)
            try fixture.git("gc", "-q")
        }
    }
}
