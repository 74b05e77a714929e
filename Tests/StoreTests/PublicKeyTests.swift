import Model
import Store
import System
import Testing

@Suite struct PublicKeyTests {
    static let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4Nbt07oR0XQx/A3TQ/vJd5Jb4fO4Cmhq1h1xnoTmDc"

    @Test(arguments: [
        ["-t", "ed25519"], ["-t", "rsa", "-b", "2048"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384"],
        ["-t", "ecdsa", "-b", "521"],
    ])
    func agreesWithSSHKeygen(options: [String]) throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/key"
        try Command(["ssh-keygen", "-q", "-N", "", "-C", "Ann Müller ann@laptop", "-f", file] + options).check("make")
        let text = try Files.read("\(file).pub")
        let key = try PublicKey(text)
        let listed = try Command(["ssh-keygen", "-l", "-f", "\(file).pub"]).check("list")
        #expect(listed.split(separator: " ")[1] == key.fingerprint)
        #expect(key.comment == "Ann Müller ann@laptop")
        #expect("\(key.line) \(key.comment)\n" == text)
        let failure = #expect(throws: Failure.self) { try PublicKey(Files.read(file)) }
        #expect(failure?.message.contains("private key") == true)
    }

    @Test func securityKeysAreTaken() throws {
        // ssh-keygen makes these only with a device; it lists them from anywhere.
        let application = blob(Array("ssh:".utf8))
        let point = [4] + [UInt8](repeating: 7, count: 64)
        let blobs = [
            "sk-ssh-ed25519@openssh.com": blob([UInt8](repeating: 7, count: 32)) + application,
            "sk-ecdsa-sha2-nistp256@openssh.com": blob(Array("nistp256".utf8)) + blob(point) + application,
        ]
        for (type, rest) in blobs {
            let line = "\(type) \(Base64.text(blob(Array(type.utf8)) + rest)) key"
            #expect(try PublicKey(line).type == type)
            #expect(throws: Failure.self) {
                try PublicKey("\(type) \(Base64.text(blob(Array(type.utf8)) + rest + application))")
            }
        }
    }

    @Test func surroundingSpaceAndLineEndsAreNoMatter() throws {
        let plain = try PublicKey(Self.ed25519)
        #expect(plain.comment.isEmpty)
        #expect(try PublicKey("\n  \(Self.ed25519)  \r\n") == plain)
        #expect(try PublicKey("\(Self.ed25519) \t ann@laptop \n").comment == "ann@laptop")
    }

    @Test(arguments: [
        ("", "empty"),
        (" \n", "empty"),
        ("hello", "does not start"),
        ("\(ed25519)\n\(ed25519)", "2 lines"),
        ("command=\"sh\",no-pty \(ed25519) ann", "options"),
        ("environment=\"A=ssh-rsa b\" \(ed25519)", "options"),
        ("ssh-ed25519", "base64"),
        ("ssh-ed25519 !!!", "base64"),
        (ed25519.replacingType("ssh-rsa"), "another type"),
        (ed25519 + "AAAA", "damaged"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4Nbt07oR0X", "damaged"),
        ("\(ed25519) a\u{1b}[31mb", "control"),
        ("\(ed25519) a\u{202e}b", "control"),
        ("\(ed25519) a\u{0}b", "control"),
        ("ssh-dss AAAAB3NzaC1kc3MAAACB", "weak"),
        ("ssh-ed25519-cert-v01@openssh.com AAAA", "certificates"),
        ("---- BEGIN SSH2 PUBLIC KEY ----", "format"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "private key"),
        ("PuTTY-User-Key-File-3: ssh-ed25519", "private key"),
    ])
    func refusesWhatIsNoKey(text: String, reason: String) {
        let failure = #expect(throws: Failure.self) { try PublicKey(text) }
        #expect(failure?.code == .badData)
        #expect(failure?.message.contains(reason) == true)
        // Nothing that was pasted is echoed.
        #expect(failure?.message.contains("b3BlbnNzaC1rZXk") == false)
    }

    @Test func aShortRSAKeyIsRefused() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/key"
        try Command(["ssh-keygen", "-q", "-N", "", "-t", "rsa", "-b", "1024", "-f", file]).check("make")
        let failure = #expect(throws: Failure.self) { try PublicKey(Files.read("\(file).pub")) }
        #expect(failure?.message.contains("1024 bits") == true)
    }

    private func blob(_ bytes: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(bytes.count)] + bytes }
}

extension String {
    fileprivate func replacingType(_ type: String) -> String { type + drop { $0 != " " } }
}
