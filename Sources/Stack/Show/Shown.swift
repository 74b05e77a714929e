/// A value as it is printed.
enum Shown: Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([Shown])
    case mapping([(name: String, value: Shown)])

    /// Whether it says nothing, as Go sees it.
    var isNothing: Bool {
        switch self {
        case .null, .boolean(false), .integer(0), .number(0), .text(""): true
        case .list(let values): values.isEmpty
        case .mapping(let pairs): pairs.isEmpty
        default: false
        }
    }

    subscript(_ name: String) -> Shown? {
        get { if case .mapping(let pairs) = self { pairs.first { $0.name == name }?.value } else { nil } }
        set {
            guard case .mapping(var pairs) = self else { return }
            let place = pairs.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): pairs[place].value = value
            case (let place?, nil): pairs.remove(at: place)
            case (nil, let value?): pairs.append((name, value))
            case (nil, nil): break
            }
            self = .mapping(pairs)
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var list: [Shown] { if case .list(let values) = self { values } else { [] } }
    var pairs: [(name: String, value: Shown)] { if case .mapping(let pairs) = self { pairs } else { [] } }
    var names: [String] { pairs.map(\.name) }

    /// This mapping with its values changed; nil takes one away.
    func mapValues(_ change: (String, Shown) -> Shown?) -> Shown {
        .mapping(pairs.compactMap { pair in change(pair.name, pair.value).map { (pair.name, $0) } })
    }

    var sorted: Shown { .mapping(pairs.sorted { $0.name < $1.name }) }

    static func == (left: Shown, right: Shown) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.text(let a), .text(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.mapping(let a), .mapping(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && $0.value == $1.value }
        default: false
        }
    }
}
