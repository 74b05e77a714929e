import Model

extension Settings {
    /// Reads what `slipway up` wrote.
    public static func load(_ folder: Folder) throws -> Settings {
        guard Files.exists(folder.settings) else {
            throw Failure(
                .configuration, "there is no Slipway server in '\(folder.root)'",
                hint: "start one: slipway up --data \(folder.root)")
        }
        return try JSON.decode(Settings.self, from: Files.read(folder.settings).utf8, source: folder.settings)
    }

    public func save(_ folder: Folder) throws {
        try Files.write(folder.settings, JSON.pretty(self) + "\n")
    }
}

extension Folder {
    /// The one that SLIPWAY_DATA names, else the default.
    public static var current: Folder { Environment.value("SLIPWAY_DATA").map(Folder.init) ?? .default }
}
