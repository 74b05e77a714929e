import Model

/// Where each kind of record lies in the Store.
enum StoreKey {
    static let apps = "apps/"
    static let domains = "domains/"
    static let keys = "keys/"

    static func app(_ name: AppName) -> String { "\(apps)\(name)" }
    static func releases(_ app: AppName) -> String { "releases/\(app)/" }
    /// Eight digits, so that the Store's order is the releases' order.
    static func release(_ app: AppName, _ number: ReleaseNumber) -> String {
        releases(app) + ordered(number.value)
    }
    static func configurations(_ app: AppName) -> String { "configurations/\(app)/" }
    static func configuration(_ app: AppName, _ number: Int) -> String { configurations(app) + ordered(number) }
    static func stacks(_ app: AppName) -> String { "stacks/\(app)/" }
    /// Under its release's number.
    static func stack(_ app: AppName, _ release: ReleaseNumber) -> String { stacks(app) + ordered(release.value) }
    private static func ordered(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }
    static func crashes(_ app: AppName) -> String { "crashes/\(app)/" }
    static func crash(_ app: AppName, _ unit: String) -> String { crashes(app) + unit }
    static func domain(_ domain: Domain) -> String { "\(domains)\(domain)" }
    static func key(_ name: KeyName) -> String { "\(keys)\(name)" }
}
