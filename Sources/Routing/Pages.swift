import Model

/// The pages that HAProxy itself answers with for an app whose units are not to be asked.
///
/// A second map names the page of a domain, so that one comes and goes without a reload, and a request that runs
/// isn't touched.
enum Pages {
    /// A page as the map holds it. The app's name has no colon.
    static func entry(_ page: Intent.Page, _ app: AppName) -> String { "\(page.rawValue):\(app)" }

    /// The page of a map's entry; nil where it is none of ours.
    static func page(ofEntry entry: String) -> Intent.Page? {
        entry.split(separator: ":").first.flatMap { Intent.Page(rawValue: String($0)) }
    }

    /// The frontend's rules. `txn.host` is set; what is said holds nothing that a client sent. They aren't logged:
    /// somebody wanted it so, and every request meets them.
    static func rules(map: String) -> [String] {
        [
            "set-var(txn.page) var(txn.host),map_str(\(map))",
            "set-log-level silent if { var(txn.page) -m found }",
            answer(.maintenance, type: "text/html", retryAfter: 60, maintenance),
            answer(.stopped, type: "text/plain", retryAfter: 300, stopped),
        ]
    }

    private static func answer(_ page: Intent.Page, type: String, retryAfter seconds: Int, _ text: String) -> String {
        "return status 503 content-type \(type) hdr Retry-After \(seconds) hdr Cache-Control no-store"
            + " lf-string \"\(text)\\n\" if { var(txn.page) -m beg \(page.rawValue): }"
    }

    private static let app = "%[var(txn.page),field(2,:)]"
    private static let maintenance =
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=width=device-width>"
        + "<title>503</title><h1>503: \(app) is being worked on</h1><p>It will be back soon.</p></html>"
    private static let stopped = "503: \(app) is stopped"
}
