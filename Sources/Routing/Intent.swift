import Model

/// What is meant to be for one app: the domains that it answers at and the service that serves.
public struct Intent: Sendable, Equatable {
    /// A routed service as the live release runs it.
    public struct Live: Sendable, Equatable {
        /// The name of the engine's service: `shop_web_3fa9c1`.
        public let service: String
        /// The port that requests go to.
        public let port: Int

        /// What the live release says of its routed service.
        public init(service: String, port: Int) {
            self.service = service
            self.port = port
        }
    }

    /// What an app's domains answer with in place of its units; those stay as they are.
    public enum Page: String, Sendable, Codable {
        case maintenance, stopped
    }

    /// Whose domains these are.
    public let app: AppName
    /// The domains that it answers at.
    public let domains: [Domain]
    /// Nil where nothing is live: then the app's domains are unknown to the router, but for their page.
    public let live: Live?
    /// Nil where requests go to its units.
    public let page: Page?

    /// What the Store says of one app.
    public init(app: AppName, domains: [Domain], live: Live?, page: Page? = nil) {
        self.app = app
        self.domains = domains
        self.live = live
        self.page = page
    }
}

/// Where intent comes from: the Store.
public protocol IntentSource: Sendable {
    /// One for each app, in any order. Asked every second and at every `sync`, so it must be quick.
    func intents() throws -> [Intent]
}
