import Glibc
import Model
import System
import Testing

@testable import Repository

@Suite struct SubmoduleTests {
    private let fixture: GitFixture

    init() throws { fixture = try GitFixture() }

    private func fetcher(limit: Double = 20) -> SubmoduleFetcher {
        SubmoduleFetcher(cache: "\(fixture.root)/mirrors", limit: limit) { [fixture] url in
            let path = "\(fixture.root)/\(url.split(separator: "/").last ?? "")/.git"
            return Files.exists(path) ? path : nil
        }
    }

    /// A second repository with one commit.
    private func make(_ name: String, _ text: String) throws -> ObjectID {
        let path = "\(fixture.root)/\(name)"
        try fixture.git("init", "-q", "-b", "main", path)
        try fixture.write("file", text, in: path)
        return try commit(path)
    }

    private func commit(_ path: String) throws -> ObjectID {
        try fixture.git("add", "-A", directory: path)
        try fixture.git("commit", "-q", "-m", "Change", directory: path)
        return try ObjectID(fixture.git("rev-parse", "HEAD", directory: path))
    }

    /// Pins a commit under a path, as `git submodule add` does.
    private func pin(_ path: String, _ url: String?, _ commit: ObjectID, in folder: String? = nil) throws {
        let folder = folder ?? fixture.work
        if let url {
            try fixture.git("config", "-f", ".gitmodules", "submodule.\(path).path", path, directory: folder)
            try fixture.git("config", "-f", ".gitmodules", "submodule.\(path).url", url, directory: folder)
            try fixture.git("add", ".gitmodules", directory: folder)
        }
        try fixture.git("update-index", "--add", "--cacheinfo", "160000,\(commit),\(path)", directory: folder)
    }

    private func committed(_ folder: String? = nil) throws -> ObjectID {
        try fixture.git("commit", "-q", "-m", "Pin", directory: folder ?? fixture.work)
        return try ObjectID(fixture.git("rev-parse", "HEAD^{tree}", directory: folder ?? fixture.work))
    }

    private func fetched(_ tree: ObjectID) throws -> SubmoduleContents {
        try fetcher().fetch(tree, of: fixture.open())
    }

    @Test func submodulesAreListedWithTheirCommits() throws {
        let one = try make("lib", "1")
        try fixture.write("a", "1")
        try fixture.git("add", "-A")
        try pin("vendor/lib", "../lib", one)
        try pin("with.dots and spaces", "https://example.org/x.git", one)
        let found = try fixture.open().submodules(committed())
        #expect(
            found == [
                Submodule(name: "vendor/lib", path: "vendor/lib", url: "../lib", commit: one),
                Submodule(
                    name: "with.dots and spaces", path: "with.dots and spaces", url: "https://example.org/x.git",
                    commit: one),
            ])
    }

    @Test func aTreeWithoutSubmodulesHasNone() throws {
        try fixture.write("a", "1")
        try fixture.commit()
        let tree = try fixture.tree()
        #expect(try fixture.open().submodules(tree).isEmpty)
        #expect(try fetched(tree).isEmpty)
    }

    @Test func aCommitWithoutASectionIsNamed() throws {
        try pin("vendor/lib", nil, make("lib", "1"))
        let tree = try committed()
        let failure = #expect(throws: Failure.self) { try fixture.open().submodules(tree) }
        #expect(failure?.message == "no url in .gitmodules for 'vendor/lib'")
    }

    @Test func includesInGitmodulesAreNotFollowed() throws {
        try fixture.write("secret", "[submodule \"x\"]\n\tpath = lib\n\turl = ../lib\n", in: fixture.root)
        try fixture.write(".gitmodules", "[include]\n\tpath = \(fixture.root)/secret\n")
        try fixture.git("add", "-A")
        try pin("lib", nil, make("lib", "1"))
        let tree = try committed()
        #expect(throws: Failure.self) { try fixture.open().submodules(tree) }
    }

    @Test func repositoriesOfThisServerAreIncludedNestedOnesToo() throws {
        let inner = try make("inner", "inner")
        _ = try make("lib", "lib")
        try pin("deep/inner", "../inner", inner, in: "\(fixture.root)/lib")
        _ = try committed("\(fixture.root)/lib")
        try pin("vendor/lib", "../lib", ObjectID(fixture.git("rev-parse", "HEAD", directory: "\(fixture.root)/lib")))
        let tree = try committed()
        let contents = try fetched(tree)
        #expect(contents.keys.sorted() == ["vendor/lib", "vendor/lib/deep/inner"])
        let path = "\(fixture.root)/x"
        try fixture.open().export(tree, to: path, submodules: contents)
        #expect(try Files.read("\(path)/vendor/lib/file") == "lib")
        #expect(try Files.read("\(path)/vendor/lib/deep/inner/file") == "inner")
        #expect(try fixture.open().export(tree, to: path, submodules: contents).reused)
    }

    @Test func withoutContentASubmoduleIsAnEmptyFolder() throws {
        try pin("lib", "../lib", make("lib", "1"))
        let tree = try committed()
        try fixture.open().export(tree, to: "\(fixture.root)/x")
        #expect(Files.exists("\(fixture.root)/x/lib"))
        #expect(Files.names(in: "\(fixture.root)/x/lib").isEmpty)
    }

    @Test func allThatCanNotBeHadAreNamedInOneFailure() throws {
        let lib = try make("lib", "1")
        let missing = try ObjectID(String(repeating: "12", count: 20))
        let urls = [
            "a": "file:///etc", "b": "ssh://git@example.org/x", "c": "git@example.org:x", "d": "../none",
            "e": "--upload-pack=sh", "f": "/etc", "g": "ext::sh -c x", "h": "https://", "i": "https://-x/y",
        ]
        for (path, url) in urls { try pin(path, url, lib) }
        try pin("pinned", "../lib", missing)
        try pin("good", "../lib", lib)
        let tree = try committed()
        let failure = try #require(throws: Failure.self) { try fetched(tree) }
        #expect(failure.message.contains("10 submodules: 'a', 'b', 'c'"))
        #expect(failure.detail.count == 10)
        #expect(!failure.detail.contains { $0.contains("'good'") })
        #expect(failure.detail.contains("'pinned' from '../lib' at \(missing): the repository has no such commit"))
        #expect(failure.detail.contains { $0.hasPrefix("'a' from 'file:///etc' at \(lib): ") })
        #expect(Files.names(in: "\(fixture.root)/mirrors").isEmpty)
    }

    @Test func aRingOfSubmodulesEnds() throws {
        _ = try make("lib", "1")
        let path = "\(fixture.root)/lib"
        // Each commit pins the one before it.
        for _ in 0..<6 {
            try pin("lib", "../lib", ObjectID(fixture.git("rev-parse", "HEAD", directory: path)), in: path)
            _ = try committed(path)
        }
        let tree = try ObjectID(fixture.git("rev-parse", "HEAD^{tree}", directory: path))
        let failure = #expect(throws: Failure.self) {
            try fetcher().fetch(tree, of: Repository.open("\(path)/.git"))
        }
        #expect(failure?.message.contains("'lib/lib/lib/lib/lib/lib'") == true)
    }

    @Test func anotherServersRepositoryIsFetchedOnceAndKept() throws {
        let lib = try make("lib", "far")
        let old = lib
        try fixture.write("file", "newer", in: "\(fixture.root)/lib")
        try fixture.git("commit", "-q", "--amend", "-a", "-m", "Newer", directory: "\(fixture.root)/lib")
        let new = try ObjectID(fixture.git("rev-parse", "HEAD", directory: "\(fixture.root)/lib"))
        let daemon = try GitDaemon(fixture.root)
        try pin("new", "\(daemon.url)/lib/.git", new)
        // No branch leads to this one any more.
        try pin("old", "\(daemon.url)/lib/.git", old)
        let tree = try committed()
        try fixture.open().export(tree, to: "\(fixture.root)/x", submodules: fetched(tree))
        #expect(try Files.read("\(fixture.root)/x/new/file") == "newer")
        #expect(try Files.read("\(fixture.root)/x/old/file") == "far")
        #expect(Files.names(in: "\(fixture.root)/mirrors").count == 2)
        daemon.end()
        #expect(try fetched(tree).count == 2)
    }

    @Test func aRelativeUrlBelowAnotherServersRepositoryStaysThere() throws {
        let inner = try make("inner", "inner")
        _ = try make("lib", "far")
        try pin("inner", "../../inner/.git", inner, in: "\(fixture.root)/lib")
        _ = try committed("\(fixture.root)/lib")
        let daemon = try GitDaemon(fixture.root)
        let head = try ObjectID(fixture.git("rev-parse", "HEAD", directory: "\(fixture.root)/lib"))
        try pin("lib", "\(daemon.url)/lib/.git", head)
        #expect(try fetched(committed()).keys.sorted() == ["lib", "lib/inner"])
        #expect(Files.names(in: "\(fixture.root)/mirrors").filter { $0.hasSuffix(".git") }.count == 2)
    }

    @Test func anUnreachableServerIsNamedWithoutItsPassword() throws {
        try pin("lib", "http://ann:secret@127.0.0.1:1/x.git", make("lib", "1"))
        let tree = try committed()
        let failure = try #require(throws: Failure.self) { try fetched(tree) }
        #expect(failure.code == .unavailable)
        let all = ([failure.message] + failure.detail).joined()
        #expect(all.contains("http://[redacted]@127.0.0.1:1/x.git"))
        #expect(!all.contains("secret"))
    }

    @Test func aRelativeUrlIsJoinedAsGitDoesIt() throws {
        let base = "https://example.org/a/b.git"
        #expect(try SubmoduleURL("../c.git", base: base) == .external("https://example.org/a/c.git"))
        #expect(try SubmoduleURL("./c", base: base) == .external("https://example.org/a/b.git/c"))
        #expect(try SubmoduleURL("../../x/c", base: base) == .external("https://example.org/x/c"))
        #expect(throws: Failure.self) { try SubmoduleURL("../../../evil.org/c", base: base) }
    }
}
