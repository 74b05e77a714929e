/// One request, without the host and the API's version.
package struct Request {
    package enum Method: String {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", options = "OPTIONS", delete = "DELETE"
    }

    var method: Method
    /// Escaped where needed: `Request.escaped`.
    var path: String
    var query: [(name: String, value: String)]
    var headers: [String]
    /// JSON.
    var body: String?
    /// Seconds until the whole answer is there; nil for a stream.
    var limit: Double?
    /// Seconds in which nothing may come before it is given up, for a stream; nil for no end.
    var silence: Double?
    /// What the request is for, behind 'cannot' in an error.
    var attempt: String

    package init(
        _ method: Method, _ path: String, query: [(name: String, value: String)] = [], headers: [String] = [],
        body: String? = nil, limit: Double? = 60, to attempt: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.limit = limit
        self.attempt = attempt
    }

    /// The path and the query, as they stand on the request's line.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// Percent-encoded but for what RFC 3986, section 2.3, leaves alone, and the characters in `keeping`.
    static func escaped(_ text: String, keeping: String = "") -> String {
        let kept = Set((keeping + "-._~").utf8)
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            default:
                if kept.contains(byte) {
                    bytes.append(byte)
                } else {
                    bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An image's reference as a part of a path: the engine's router takes its slashes as they are.
    static func escaped(reference: String) -> String { escaped(reference, keeping: "/:@") }
}
