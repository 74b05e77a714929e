import CCrypto
import CSystemShim
import FoundationEssentials
import Glibc
import Model

/// A text that only a holder of the key can read or change: AES-256-GCM by OpenSSL (NIST SP 800-38D), with a new
/// 96-bit nonce each time.
public struct SealingKey: Sendable {
    private let key: Sensitive<[UInt8]>

    static let size = 32
    private static let nonceSize = 12
    private static let tagSize = 16

    /// - Parameter bytes: 32 of them.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        key = Sensitive(bytes)
    }

    /// Reads a key's file.
    public static func load(_ path: String) throws -> SealingKey {
        guard let data = Data(base64Encoded: String(try Files.read(path).prefix { $0 != "\n" })),
            let key = SealingKey(Array(data))
        else { throw Failure(.configuration, "'\(path)' holds no key") }
        return key
    }

    /// Text for a new key's file.
    public static func newFile() -> String {
        var bytes = [UInt8](repeating: 0, count: size)
        _ = shim_random(&bytes, bytes.count)
        return Data(bytes).base64EncodedString() + "\n"
    }

    /// Seals a text for one place: it opens nowhere else.
    public func seal(_ text: String, for place: String) throws -> String {
        var nonce = [UInt8](repeating: 0, count: Self.nonceSize)
        _ = shim_random(&nonce, nonce.count)
        guard let context = EVP_CIPHER_CTX_new() else { throw Self.failure("seal") }
        defer { EVP_CIPHER_CTX_free(context) }
        let plain = Array(text.utf8)
        let aad = Array(place.utf8)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagSize)
        var count: Int32 = 0
        guard EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key.exposed, nonce) == 1,
            EVP_EncryptUpdate(context, nil, &count, aad, Int32(aad.count)) == 1,
            EVP_EncryptUpdate(context, &sealed, &count, plain, Int32(plain.count)) == 1,
            EVP_EncryptFinal_ex(context, nil, &count) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        else { throw Self.failure("seal") }
        return Data(nonce + sealed + tag).base64EncodedString()
    }

    /// Opens what was sealed for this place; a failure where it was changed, or belongs elsewhere.
    public func open(_ sealed: String, for place: String) throws -> Sensitive<String> {
        guard let data = Data(base64Encoded: sealed), data.count >= Self.nonceSize + Self.tagSize else {
            throw Self.failure("open")
        }
        let bytes = Array(data)
        let nonce = Array(bytes.prefix(Self.nonceSize))
        var tag = Array(bytes.suffix(Self.tagSize))
        let body = Array(bytes.dropFirst(Self.nonceSize).dropLast(Self.tagSize))
        let aad = Array(place.utf8)
        guard let context = EVP_CIPHER_CTX_new() else { throw Self.failure("open") }
        defer { EVP_CIPHER_CTX_free(context) }
        var plain = [UInt8](repeating: 0, count: body.count)
        var count: Int32 = 0
        guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key.exposed, nonce) == 1,
            EVP_DecryptUpdate(context, nil, &count, aad, Int32(aad.count)) == 1,
            EVP_DecryptUpdate(context, &plain, &count, body, Int32(body.count)) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            EVP_DecryptFinal_ex(context, nil, &count) == 1
        else { throw Self.failure("open") }
        return Sensitive(String(decoding: plain, as: UTF8.self))
    }

    private static func failure(_ what: String) -> Failure {
        Failure(
            .software, "cannot \(what) a sealed text",
            hint: what == "open" ? "it was sealed with another key: was secret.key replaced?" : nil)
    }
}
