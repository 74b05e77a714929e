import CCurl
import CCurlShim
import Glibc
import Model
import Synchronization
import System

/// HTTP to one server, over a unix socket or TCP, by libcurl: a pool of easy handles, each with its connection kept alive.
///
/// A handle belongs to one request at a time, so any number of threads may call at once.
package final class Transport: Sendable {
    let socket: String?
    /// `http://host:port`.
    private let base: String
    /// As errors name it: `the engine at '/var/run/docker.sock'`.
    private let peer: String
    private let idle = Shared<[Handle]>([])

    /// The engine, by its socket.
    init(socket: String) {
        self.socket = socket
        base = "http://engine"
        peer = "the engine at '\(socket)'"
    }

    /// A server by its host and port.
    package init(host: String, name: String) {
        socket = nil
        base = "http://\(host)"
        peer = "\(name) at '\(host)'"
    }

    deinit { for handle in idle.value { curl_easy_cleanup(handle.pointer) } }

    /// libcurl wants this once, before the first handle: curl_global_init(3).
    private static let ready: Bool = curl_global_init(Int(CURL_GLOBAL_NOTHING)) == CURLE_OK

    private struct Handle: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }

    /// How a request ended. `refusal` is the body of an answer with an error's status; that of another one went
    /// to the consumer.
    package struct Answer {
        package let status: Int
        let refusal: [UInt8]
        /// The newest version of the API that the engine speaks: it says so with every answer.
        let newestVersion: String?
    }

    /// Sends a request and hands the answer's body on in pieces, on this thread, until it ends, `consume` returns
    /// false or the subscription is cancelled.
    func send(
        _ request: Request, version: APIVersion?, subscription: Subscription? = nil, refusalsToo: Bool = false,
        header: (name: String, take: (String?) -> Void)? = nil, consume: (UnsafeRawBufferPointer) throws -> Bool
    ) throws -> Answer {
        let handle = try take()
        defer { idle.update { $0.append(handle) } }
        return try withoutActuallyEscaping(consume) { consume in
            let receiver = Receiver(handle: handle.pointer, refusalsToo: refusalsToo, consume: consume)
            let code = try perform(request, version: version, handle.pointer, receiver, subscription)
            if let error = receiver.error { throw error }
            if !receiver.stopped && subscription?.isCancelled != true { try check(code, request) }
            header?.take(shim_curl_header(handle.pointer, header?.name).map { String(cString: $0) })
            return Answer(
                status: shim_curl_status(handle.pointer), refusal: receiver.refusal,
                newestVersion: shim_curl_header(handle.pointer, "Api-Version").map { String(cString: $0) })
        }
    }

    /// What a server answered, whatever the status.
    package struct Reply {
        package let status: Int
        package let body: [UInt8]
        package let type: String?
    }

    /// Sends a request and returns the whole answer.
    package func reply(to request: Request) throws -> Reply {
        var body: [UInt8] = []
        var type: String?
        let answer = try send(request, version: nil, header: ("Content-Type", { type = $0 })) {
            body += $0
            return true
        }
        return Reply(status: answer.status, body: answer.status >= 400 ? answer.refusal : body, type: type)
    }

    /// The status of the answer to a request whose body says nothing more.
    package func status(of request: Request) throws -> Int {
        try send(request, version: nil) { _ in true }.status
    }

    /// The status and the beginning of the body of whatever comes back, an answer with an error's status too.
    /// - Parameter limit: Bytes of the body after which no more is read.
    package func answer(to request: Request, keeping limit: Int) throws -> (status: Int, body: [UInt8]) {
        var body: [UInt8] = []
        let answer = try send(request, version: nil, refusalsToo: true) { bytes in
            body += bytes.prefix(limit - body.count)
            return body.count < limit
        }
        return (answer.status, body)
    }

    private func take() throws -> Handle {
        guard Self.ready else { throw Failure(.software, "cannot initialise libcurl") }
        if let handle = idle.update({ $0.popLast() }) { return handle }
        guard let pointer = curl_easy_init() else { throw Failure(.software, "cannot make a libcurl handle") }
        return Handle(pointer: pointer)
    }

    private func perform(
        _ request: Request, version: APIVersion?, _ handle: UnsafeMutableRawPointer, _ receiver: Receiver,
        _ subscription: Subscription?
    ) throws -> CURLcode {
        curl_easy_reset(handle)
        let prefix = version.map { "/v\($0)" } ?? ""
        var headers: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(headers) }
        // No 'Expect: 100-continue', which would cost a round trip. The engine wants to know that a body is JSON.
        let always = socket == nil ? ["Expect:"] : ["Expect:", "Content-Type: application/json"]
        for header in always + request.headers {
            headers = curl_slist_append(headers, header)
        }
        var codes = [
            shim_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            shim_curl_set_string(handle, CURLOPT_URL, base + prefix + request.target),
            shim_curl_set_string(handle, CURLOPT_PROXY, ""),
            shim_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, 10_000),
            shim_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Int((request.limit ?? 0) * 1000)),
            // Less than a byte a second, on average, for so long.
            shim_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, request.silence == nil ? 0 : 1),
            shim_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, Int((request.silence ?? 0).rounded(.up))),
            shim_curl_set_list(handle, CURLOPT_HTTPHEADER, headers),
            shim_curl_set_cloexec(handle),
            shim_curl_set_receiver(handle, receive, Unmanaged.passUnretained(receiver).toOpaque()),
        ]
        if let socket { codes.append(shim_curl_set_string(handle, CURLOPT_UNIX_SOCKET_PATH, socket)) }
        switch request.method {
        case .get: break
        case .head: codes.append(shim_curl_set_long(handle, CURLOPT_NOBODY, 1))
        case .post, .put:
            let body = Array((request.body ?? "").utf8)
            codes.append(shim_curl_set_body(handle, body, body.count))
            if request.method == .put { codes.append(shim_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, "PUT")) }
        case .options, .delete:
            codes.append(shim_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
        }
        guard codes.allSatisfy({ $0 == CURLE_OK }) else {
            throw Failure(.software, "cannot \(request.attempt): libcurl refused an option")
        }
        return try withExtendedLifetime(receiver) {
            guard let subscription else { return curl_easy_perform(handle) }
            return try stream(handle, subscription)
        }
    }

    /// As curl_easy_perform(3), but it also ends when the subscription is cancelled.
    private func stream(_ handle: UnsafeMutableRawPointer, _ subscription: Subscription) throws -> CURLcode {
        guard let multi = curl_multi_init() else { throw Failure(.software, "cannot make a libcurl multi handle") }
        curl_multi_add_handle(multi, handle)
        defer {
            curl_multi_remove_handle(multi, handle)
            curl_multi_cleanup(multi)
        }
        var running: Int32 = 1
        while !subscription.isCancelled {
            guard curl_multi_perform(multi, &running) == CURLM_OK else { return CURLE_FAILED_INIT }
            if running == 0 { break }
            var extra = curl_waitfd(
                fd: subscription.signal.descriptor.number, events: Int16(CURL_WAIT_POLLIN), revents: 0)
            curl_multi_poll(multi, &extra, 1, 60_000, nil)
        }
        let result = shim_curl_multi_result(multi)
        return result < 0 ? CURLE_ABORTED_BY_CALLBACK : CURLcode(UInt32(result))
    }

    private func check(_ code: CURLcode, _ request: Request) throws {
        switch code {
        case CURLE_OK: return
        case CURLE_COULDNT_CONNECT:
            throw Failure(.unavailable, "cannot reach \(peer)", hint: "slipway up")
        case CURLE_OPERATION_TIMEDOUT:
            let limit = Int(request.limit ?? request.silence ?? 10)
            throw Failure(.temporary, "cannot \(request.attempt): \(peer) did not answer within \(limit) s")
        default:
            let reason = String(cString: curl_easy_strerror(code))
            throw Failure(
                .unavailable, "cannot \(request.attempt): the connection to \(peer) was lost",
                detail: [reason])
        }
    }
}

/// Where libcurl puts what arrives.
private final class Receiver {
    let handle: UnsafeMutableRawPointer
    /// Whether an error's answer goes to the consumer as well.
    let refusalsToo: Bool
    let consume: (UnsafeRawBufferPointer) throws -> Bool
    var refusal: [UInt8] = []
    var error: (any Error)?
    var stopped = false

    init(
        handle: UnsafeMutableRawPointer, refusalsToo: Bool,
        consume: @escaping (UnsafeRawBufferPointer) throws -> Bool
    ) {
        self.handle = handle
        self.refusalsToo = refusalsToo
        self.consume = consume
    }

    /// False where the transfer is to end.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if !refusalsToo && shim_curl_status(handle) >= 400 {
            if refusal.count < 1 << 16 { refusal += bytes }
            return true
        }
        do {
            stopped = try !consume(bytes)
        } catch {
            self.error = error
            stopped = true
        }
        return !stopped
    }
}

/// A free function, since libcurl may call it on any thread.
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
    let all = size * count
    return receiver.receive(UnsafeRawBufferPointer(start: bytes, count: all)) ? all : 0
}
