import Model

/// A place in a file, as editors count: lines and columns from 1, columns in characters.
public struct Mark: Sendable, Hashable, CustomStringConvertible {
    /// The file's name, as errors show it.
    public let source: String
    public let line: Int
    public let column: Int

    public init(source: String, line: Int, column: Int) {
        self.source = source
        self.line = line
        self.column = column
    }

    /// `tsuru.yaml:3:5`.
    public var description: String { "\(source):\(line):\(column)" }

    /// What is wrong there: `tsuru.yaml:3:5: unknown key 'pth'`.
    public func failure(_ message: String, hint: String? = nil) -> Failure {
        Failure(.badData, "\(self): \(message)", hint: hint)
    }
}
