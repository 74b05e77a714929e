import Model

/// The services of a stack while they are read: each by itself first, then what they are to each other.
struct ServiceDrafts {
    let reading: Reading
    let parts: Parts
    var services: [StackService] = []
    /// Each service's mapping, for the place of what is wrong with it.
    var fields: [ServiceName: Field] = [:]
    /// What the file says of each that has a say only among the others.
    var wishes: [ServiceName: ServiceWishes] = [:]
    var routed: ServiceName?

    init(reading: Reading, parts: Parts, names: [String]) {
        self.reading = reading
        self.parts = parts
        self.names = names
    }

    private let names: [String]
    /// Where each service stands in `services`.
    private(set) var places: [ServiceName: Int] = [:]

    mutating func add(_ name: String, _ field: Field) {
        guard let checked = reading.attempt(field, { () throws(Failure) in try ServiceName(name) }) else { return }
        let reader = ServiceReader(name: checked, services: Set(names), parts: parts, reading: reading)
        guard let (service, wishes) = field.keys(reader.service) else { return }
        places[checked] = services.count
        services.append(service)
        fields[checked] = field
        self.wishes[checked] = wishes
    }
}

/// What a service asks for that depends on the others.
struct ServiceWishes {
    /// The label `slipway.domain`.
    var domainLabel: Field?
    /// The label `slipway.port`.
    var port: Int?
    /// Whether it has `ports`, granted or not.
    var hasPorts = false
    /// `restart`, or the condition of `deploy.restart_policy`, as it stands.
    var restart: Field?
}
