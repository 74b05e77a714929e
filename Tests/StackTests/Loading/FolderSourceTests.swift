import Glibc
import Model
import System
import TestSupport
import Testing

@testable import Stack

@Suite struct FolderSourceTests {
    private let folder: TemporaryFolder
    private let source: FolderSource

    init() throws {
        folder = try TemporaryFolder()
        source = try FolderSource(folder.path)
        try Files.makeFolder("\(folder.path)/sub")
        try Files.write("\(folder.path)/sub/a", "text")
    }

    @Test func plainFilesAreRead() throws {
        #expect(try source.bytes("sub/a", limit: 10) == Array("text".utf8))
        #expect(try source.bytes("./sub/../sub/a", limit: 10) == Array("text".utf8))
        #expect(try source.bytes("sub/b", limit: 10) == nil)
        #expect(try source.bytes("no/b", limit: 10) == nil)
        #expect(try source.bytes("sub/a/b", limit: 10) == nil)
        #expect(try source.isFolder("sub"))
        #expect(try source.isFolder("."))
        #expect(try !source.isFolder("sub/a"))
    }

    @Test(arguments: ["link", "folder/a", "folder"])
    func linksAreNotFollowed(_ path: String) throws {
        symlink("sub/a", "\(folder.path)/link")
        symlink("sub", "\(folder.path)/folder")
        #expect(throws: Failure(.badData, "'\(path)' lies behind a link, which is not followed")) {
            try source.bytes(path, limit: 10)
        }
    }

    @Test func whatIsNoPlainFileIsRefused() throws {
        mkfifo("\(folder.path)/pipe", 0o600)
        #expect(throws: Failure(.badData, "'pipe' is no plain file")) { try source.bytes("pipe", limit: 10) }
        #expect(throws: Failure(.badData, "'sub' is no plain file")) { try source.bytes("sub", limit: 10) }
    }

    @Test func sizesAreBounded() throws {
        #expect(throws: Failure(.badData, "sub/a: has 4 bytes; 3 are the most")) {
            try source.bytes("sub/a", limit: 3)
        }
        // Nothing of it is read: it has holes, and no memory would be enough.
        try Files.write("\(folder.path)/huge", "")
        truncate("\(folder.path)/huge", 1 << 40)
        #expect(throws: Failure(.badData, "huge: has \(1 << 40) bytes; 1048576 are the most")) {
            try source.bytes("huge", limit: 1 << 20)
        }
    }

    @Test(arguments: ["../x", "/etc/passwd", "sub/../../x"])
    func nothingIsReadBeyondTheRoot(_ path: String) {
        #expect(throws: Failure.self) { try source.bytes(path, limit: 10) }
    }
}
