import Glibc

/// How a unit behaves: `deaf`, `shut`, `crash 7`, `crash-after 5`, `start-after 2`, `eat 200`, `ill-after 3`; in any
/// combination. Without words it is well.
struct Manner: Sendable {
    /// Whether it ignores TERM.
    var isDeaf = false
    /// Whether its port never opens.
    var isShut = false
    /// The status with which it ends as it starts.
    var crash: Int32?
    /// Seconds until it ends by itself.
    var crashAfter: UInt32?
    /// Seconds until its port opens.
    var startAfter: UInt32 = 0
    /// Megabytes that it takes before its port opens.
    var eat: Int?
    /// Seconds from its start on after which it answers 500.
    var illAfter: Int?
    /// What it says to a check at /health: 200, or what this says.
    var health = 200
    let port = getenv("PORT").flatMap { UInt16(String(cString: $0)) } ?? 8080
    let began = time(nil)

    init(words: some Collection<String>) {
        var rest = words[...]
        func number() -> Int { rest.popFirst().flatMap { Int($0) } ?? 0 }
        while let word = rest.popFirst() {
            switch word {
            case "deaf": isDeaf = true
            case "shut": isShut = true
            case "crash": crash = Int32(number())
            case "crash-after": crashAfter = UInt32(number())
            case "start-after": startAfter = UInt32(number())
            case "eat": eat = number()
            case "ill-after": illAfter = number()
            case "health": health = number()
            default:
                say("unit: what is '\(word)'?")
                exit(64)
            }
        }
    }

    var isIll: Bool { illAfter.map { time(nil) - began >= $0 } ?? false }
}
