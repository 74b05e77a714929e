import Model

extension Project {
    /// What a stack's file may be called, the first that is there is taken.
    static let fileNames = [
        "fig.yaml", "fig.yml", "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml",
    ]

    /// The stack's file in a folder and, beside one of Compose's, what overrides it; nil where there is none.
    public static func find(in source: any FileSource) throws -> [String]? {
        guard let first = try present(fileNames, in: source).first else { return nil }
        guard !first.hasPrefix("fig."), let dot = first.lastIndex(of: ".") else { return [first] }
        let overrides = [".yaml", ".yml"].map { "\(first[..<dot]).override\($0)" }
        return [first] + (try present(overrides, in: source).prefix(1))
    }

    /// The names that are there and yet are not taken.
    static func passedOver(in source: any FileSource) throws -> [String] {
        Array(try present(fileNames, in: source).dropFirst())
    }

    private static func present(_ names: [String], in source: any FileSource) throws -> [String] {
        try names.filter { try source.bytes($0, limit: Loader.Limits.fileBytes) != nil }
    }
}
