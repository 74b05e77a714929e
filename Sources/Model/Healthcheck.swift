/// How it is found out that a unit is well: by asking it over HTTP, or by a command that the engine runs in it.
public enum Healthcheck: Sendable, Equatable {
    case http(HTTPHealthcheck)
    case command(CommandHealthcheck)
}

extension Healthcheck: Codable {
    private enum CodingKeys: String, CodingKey { case http, command }

    /// One of `{"http": …}` and `{"command": …}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let check = try container.decodeIfPresent(HTTPHealthcheck.self, forKey: .http) {
            self = .http(check)
        } else {
            self = .command(try container.decode(CommandHealthcheck.self, forKey: .command))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .http(let check): try container.encode(check, forKey: .http)
        case .command(let check): try container.encode(check, forKey: .command)
        }
    }
}

/// A request that each new unit must answer before it gets any other: tsuru.yaml's healthcheck.
public struct HTTPHealthcheck: Sendable, Codable, Equatable {
    public enum Method: String, Sendable, Codable, CaseIterable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", options = "OPTIONS"
    }

    /// From the slash on, query included.
    public var path: String
    public var method: Method
    /// The one that is expected; any where nil.
    public var status: Int?
    /// A regular expression that is to match somewhere in the body; `.` takes line ends too.
    public var match: String?
    /// By name; `Host` is the unit's address where it isn't here.
    public var headers: [String: String]
    /// How many wrong answers are forgiven. What is no answer doesn't count.
    public var allowedFailures: Int
    /// Seconds that one answer may take; the runner's choice where nil.
    public var timeout: Double?
    /// Seconds between a wrong answer and the next request; the runner's choice where nil.
    public var interval: Double?

    public init(path: String) {
        self.path = path
        method = .get
        status = 200
        headers = [:]
        allowedFailures = 0
    }
}

/// A command that the engine runs within each unit, as a Compose file and a Dockerfile describe it. Times in
/// seconds; the engine's default where nil.
public struct CommandHealthcheck: Sendable, Codable, Equatable {
    /// `["CMD", …]`, `["CMD-SHELL", line]`, `["NONE"]` to switch the image's own off, or nothing to keep it.
    public var test: [String]
    /// Between two checks.
    public var interval: Double?
    /// How long one may take.
    public var timeout: Double?
    /// How many failures in a row make a unit unhealthy.
    public var retries: Int?
    /// For how long after the start a failure doesn't count.
    public var startPeriod: Double?
    /// Between two checks within the start period; engines before 25 don't know it.
    public var startInterval: Double?

    public init(
        test: [String], interval: Double? = nil, timeout: Double? = nil, retries: Int? = nil,
        startPeriod: Double? = nil, startInterval: Double? = nil
    ) {
        self.test = test
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.startPeriod = startPeriod
        self.startInterval = startInterval
    }
}
