import CYAML
import Model

/// What libyaml's parser finds, one thing after the other.
final class EventStream {
    enum Event {
        case documentStart, streamEnd
        case alias(String)
        case scalar(Scalar, tag: String?, anchor: String?)
        case sequenceStart(tag: String?, anchor: String?)
        case mappingStart(tag: String?, anchor: String?)
        /// Of a sequence or a mapping.
        case end
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The parser reads from here for as long as it lives.
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let source: String

    init(_ bytes: [UInt8], source: String) throws {
        self.source = source
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        input = .allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        guard yaml_parser_initialize(parser) == 1 else { throw Failure(.software, "cannot initialise libyaml") }
        // Else two bytes at the start could make it UTF-16.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event that says something, with its place.
    func next() throws -> (event: Event, mark: Mark) {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
            defer { yaml_event_delete(&event) }
            if let found = read(event) { return (found, mark(event.start_mark)) }
        }
    }

    private func read(_ event: yaml_event_t) -> Event? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .streamEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(tag: text(start.tag), anchor: text(start.anchor))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(tag: text(start.tag), anchor: text(start.anchor))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let value = Scalar(String(decoding: bytes, as: UTF8.self), style: style(scalar.style))
            return .scalar(value, tag: text(scalar.tag), anchor: text(scalar.anchor))
        default: return nil
        }
    }

    private func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func mark(_ mark: yaml_mark_t) -> Mark {
        Mark(source: source, line: mark.line + 1, column: mark.column + 1)
    }

    /// What libyaml says is wrong, in its own words, which are constants of it.
    private func problem() -> Failure {
        let parser = parser.pointee
        let problem = parser.problem.map { String(cString: $0) } ?? "cannot be read"
        switch parser.error {
        case YAML_MEMORY_ERROR: return Failure(.temporary, "\(source): no memory to read it")
        case YAML_READER_ERROR: return place(ofByte: parser.problem_offset).failure(problem.lowercasedFirst)
        default:
            let context = parser.context.map { " \(String(cString: $0))" } ?? ""
            let begin = parser.context == nil ? 0 : parser.context_mark.line + 1
            let from = begin > 0 && begin != parser.problem_mark.line + 1 ? ", which begins in line \(begin)" : ""
            return mark(parser.problem_mark).failure(problem.lowercasedFirst + context + from)
        }
    }

    /// libyaml's reader knows only how many bytes it has read.
    private func place(ofByte offset: Int) -> Mark {
        let before = input.prefix(max(0, offset))
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // All but the bytes that continue a character.
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        return Mark(source: source, line: line, column: column)
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
