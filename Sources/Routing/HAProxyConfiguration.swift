import Glibc
import Model
import System

/// HAProxy's configuration: a frame that only settings and the pool's size change, and the servers of the moment.
///
/// The frame's hash is its `description`, which `show info` tells: so a router knows whether the HAProxy that runs
/// has this frame, or needs a reload. Servers aren't in the hash: they change at run time.
struct HAProxyConfiguration: Sendable {
    let settings: Settings
    /// `Folder.router`, with no character that HAProxy's parser takes for more than itself.
    let folder: String
    /// The user that the worker runs as, and its group; nil where HAProxy is started without root's rights.
    let user: (name: String, group: String)?

    init(settings: Settings, folder: Folder, user: (name: String, group: String)? = Self.unprivileged) throws {
        guard
            folder.router.utf8.allSatisfy({ byte in
                Unicode.Scalar(byte).properties.isAlphabetic || "0123456789/._-+@".utf8.contains(byte)
            })
        else {
            throw Failure(
                .configuration,
                "the data folder \(folder.root.quotedForPeople) has a character that HAProxy can't take",
                hint: "use letters, digits, '/', '.', '_' and '-' only")
        }
        self.settings = settings
        self.folder = folder.router
        self.user = user
    }

    /// Who HAProxy's worker is, where we are root.
    static var unprivileged: (name: String, group: String)? {
        guard geteuid() == 0 else { return nil }
        if getpwnam("haproxy") != nil, getgrnam("haproxy") != nil { return ("haproxy", "haproxy") }
        return ("nobody", "nogroup")
    }

    var maps: Maps { Maps(host: "\(folder)/host.map", page: "\(folder)/page.map") }

    /// The files of HAProxy's maps, which are also their names on its socket.
    struct Maps: Sendable {
        /// Domain → backend.
        let host: String
        /// Domain → what is answered in place of its units.
        let page: String
    }

    /// What `description` holds: changes whenever a reload is needed.
    func identity(poolSize: Int) -> String { "slipway-" + SHA256.hex(of: body + "\(poolSize)").prefix(16) }

    /// The whole file.
    func text(poolSize: Int, servers: [Plan.Server]) -> String {
        var text = "# Written by Slipway's router: changes here are lost.\n"
        text += "global\n    description \(identity(poolSize: poolSize))\n" + body
        let bySlot = Dictionary(grouping: servers.filter { !$0.draining }, by: \.slot)
        for slot in 0..<poolSize {
            text += "backend \(Slots.backend(slot))\n"
            for server in bySlot[slot] ?? [] {
                text += "    server \(server.name) \(server.unit.address):\(server.unit.port) \(Change.serverOptions)\n"
            }
        }
        return text
    }

    /// Everything between the description and the pool.
    private var body: String {
        let identity = user.map { "    user \($0.name)\n    group \($0.group)\n" } ?? ""
        return identity + global + defaults + frontend
    }

    private var global: String {
        """
            stats socket \(folder)/haproxy.sock mode 600 level admin expose-fd listeners
            stats timeout 1m
            log stdout format raw local0 info
            hard-stop-after 1h
            fd-hard-limit 100000

        """
    }

    /// `lf-string` names the host, which is one of our domains by then: what a client sent doesn't come back.
    private var defaults: String {
        let pages = [
            (400, "400: this is no HTTP request that can be understood"), (408, "408: the request took too long"),
            (500, "500: the router failed"), (502, "502: a unit of %[var(txn.host)] gave no valid answer"),
            (503, "503: no unit of %[var(txn.host)] is up"),
            (504, "504: a unit of %[var(txn.host)] took too long to answer"),
        ]
        return """
            defaults
                mode http
                log global
                log-format '\(logFormat)'
                option dontlognull
                option dontlog-normal
                option idle-close-on-response
                option forwardfor
                option redispatch 1
                retries 3
                retry-on conn-failure empty-response
                http-reuse always
                balance leastconn
                timeout connect 2s
                timeout client 60s
                timeout server 60s
                timeout queue 10s
                timeout http-request 10s
                timeout http-keep-alive 60s
                timeout tunnel 1h

            """ + pages.map { "    http-error status \($0) content-type text/plain lf-string \"\($1)\\n\"\n" }.joined()
    }

    private var frontend: String {
        let address = settings.address.contains(":") ? "[\(settings.address)]" : settings.address
        return """
            frontend web
                bind \(address):\(settings.httpPort)
                http-request set-var(txn.method) method
                http-request set-var(txn.path) path
                http-request set-var(txn.host) req.fhdr(host),field(1,:),lower,rtrim(.)
                http-request set-var(txn.be) var(txn.host),map_str(\(maps.host))
                http-request set-var(txn.id) uuid()
                http-request set-var(txn.id) req.fhdr(x-request-id) if { req.fhdr(x-request-id) -m len 1:128 }
                http-request set-header X-Request-Id %[var(txn.id)]
                http-after-response set-header X-Request-Id %[var(txn.id)]
                \(Pages.rules(map: maps.page).map { "http-request \($0)" }.joined(separator: "\n    "))
                http-request return status 404 content-type text/plain string "404: no app answers at this host\\n" unless { var(txn.be) -m found }
                http-request disable-l7-retry unless METH_GET
                http-request del-header X-Forwarded-For
                http-request del-header Forwarded
                http-request del-header Proxy
                http-request del-header X-Real-IP
                http-request set-header X-Forwarded-Host %[req.fhdr(host)]
                http-request set-header X-Forwarded-Proto http
                http-request set-header X-Forwarded-Port %[dst_port]
                http-response del-header Server
                use_backend %[var(txn.be)]

            """
    }

    /// One JSON object a line. No query: it may hold secrets. What a client sent goes through `json`.
    private var logFormat: String {
        let texts =
            [("time", "%[date,utime(%Y-%m-%dT%H:%M:%SZ)]")]
            + ["id", "host", "method", "path"].map { ($0, "%[var(txn.\($0)),json(utf8s)]") }
            + [("client", "%ci"), ("backend", "%b"), ("server", "%s"), ("retries", "%rc"), ("ended", "%ts")]
        let numbers = [
            ("status", "%ST"), ("bytes", "%B"), ("queue_ms", "%Tw"), ("connect_ms", "%Tc"), ("response_ms", "%Tr"),
            ("total_ms", "%Ta"),
        ]
        let fields = texts.map { "\"\($0.0)\":\"\($0.1)\"" } + numbers.map { "\"\($0.0)\":\($0.1)" }
        return "{" + fields.joined(separator: ",") + "}"
    }
}
