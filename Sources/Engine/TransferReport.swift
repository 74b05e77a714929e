import System

/// Says how far a push or pull is, at most once in two seconds.
public struct TransferReport {
    private let what: String
    private var next = Instant.now.advanced(by: 2)
    private var layers: [String: (done: Int, of: Int)] = [:]

    /// - Parameter what: `pushing`, `pulling redis:7`.
    public init(_ what: String) { self.what = what }

    public mutating func show(_ progress: TransferProgress) {
        if let id = progress.layer, let done = progress.current, let total = progress.total, total > 0 {
            layers[id] = (done, total)
        }
        guard next.remaining == 0, !layers.isEmpty else { return }
        next = Instant.now.advanced(by: 2)
        let done = layers.values.reduce(0) { $0 + $1.done } >> 20
        let total = layers.values.reduce(0) { $0 + $1.of } >> 20
        Report.detail("\(what): \(done) of \(total) MiB")
    }
}
