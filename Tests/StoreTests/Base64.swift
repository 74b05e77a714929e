import FoundationEssentials

/// Base64, for tests that put blobs together.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
