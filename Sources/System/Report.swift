import Glibc
import Model
import Synchronization

/// What people read while something is done: whole lines on standard error, flushed at once.
///
/// It reads well behind git's `remote: `.
public enum Report {
    /// A step: `-----> Building web`.
    public static func step(_ text: String) { line("-----> \(text)") }

    /// A step's detail.
    public static func detail(_ text: String) { line(text.isEmpty ? "" : "       \(text)") }

    /// Trouble.
    public static func problem(_ text: String) { line(" !     \(text)") }

    /// What went wrong: the reason, what explains it, and what to type next.
    public static func failure(_ failure: Failure) {
        // Others' words may be among these: what a terminal would act on is shown as an escape.
        for text in failure.detail { detail(text.printable()) }
        problem(failure.message.printable())
        if let hint = failure.hint { problem(hint) }
    }

    /// Seconds as people read them: `0.31 s`.
    public static func seconds(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }

    public static func line(_ text: String) { write(text, to: 2) }

    /// A result, on standard output.
    public static func result(_ text: String) { write(text, to: 1) }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array((text + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let wrote = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if wrote < 0 {
                guard errno == EINTR else { return }
            } else {
                done += wrote
            }
        }
    }
}

/// Runs an executable's body: its failure is reported and becomes the exit status.
public func exitStatus(of body: () throws -> Int32) -> Int32 {
    do {
        return try body()
    } catch let failure as Failure {
        Report.failure(failure)
        return failure.code.rawValue
    } catch {
        Report.problem("\(error)")
        return Failure.Code.software.rawValue
    }
}
