import CCrypto
import CSystemShim
import Glibc
import Model

/// SHA-256, by OpenSSL.
public enum SHA256 {
    public static func bytes(of data: some Sequence<UInt8>) -> [UInt8] {
        let input = Array(data)
        var digest = [UInt8](repeating: 0, count: 32)
        var size: UInt32 = 32
        EVP_Digest(input, input.count, &digest, &size, EVP_sha256(), nil)
        return digest
    }

    public static func hex(of text: String) -> String { Hex.string(bytes(of: text.utf8)) }
}

public enum Hex {
    public static func string(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

public enum Password {
    /// 128 bits of the kernel's randomness, in hexadecimal.
    public static func random() -> Sensitive<String> {
        var bytes = [UInt8](repeating: 0, count: 16)
        // getrandom(2): up to 256 bytes come whole and can't fail once the pool is ready.
        _ = shim_random(&bytes, bytes.count)
        return Sensitive(Hex.string(bytes))
    }

    /// bcrypt, as an htpasswd file wants it. The cost is low on purpose: the password is 128 random bits,
    /// and the registry computes the hash anew on every request.
    public static func bcrypt(_ password: Sensitive<String>) throws -> String {
        var out = [CChar](repeating: 0, count: 128)
        guard shim_bcrypt(password.exposed, 4, &out, out.count) == 0 else {
            throw Failure(.software, "cannot compute a bcrypt hash")
        }
        return String(decoding: out.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
