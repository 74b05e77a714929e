import Model
import Store
import System

/// The Store's file.
enum StoreChecks {
    static let store = Check("store") { site in
        let path = site.folder.store
        guard Files.exists(path) else {
            return [.failed("there is no '\(path)'", mend: "slipway up --detach")]
        }
        let health = try SQLiteStore(path, patience: 3).health(of: path)
        guard health.damage.isEmpty else {
            return [
                .failed(
                    "'\(path)' is damaged: \(health.damage.joined(separator: "; "))", mend: "sqlite3 \(path) .recover")
            ]
        }
        return [.ok("whole and writable, with \((health.bytes + 1023) / 1024) KiB")]
    }
}
