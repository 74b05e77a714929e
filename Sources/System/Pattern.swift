import Model

/// A regular expression in the syntax of Go's `regexp` (RE2), whose time is at most its size times the text's: so
/// that no pattern of a user's holds up a deploy. It says only whether it matches somewhere.
///
/// All of that syntax but Unicode classes (`\p{…}`) and the flag `U`; `(?i)` is for ASCII letters.
public struct Pattern: Sendable {
    enum Step: Sendable, Equatable {
        /// One character, of the set of that number.
        case take(Int)
        case assert(Assertion)
        /// Goes on at both places.
        case split(Int, Int)
        case jump(Int)
        case done
    }

    enum Assertion: Sendable, Equatable {
        case textStart, textEnd, lineStart, lineEnd, wordEdge, noWordEdge
    }

    /// A set as a walk asks it: ASCII, which most texts are, from a table.
    private struct FastSet: Sendable {
        let ascii: [Bool]
        let set: CharacterSet

        init(_ set: CharacterSet) {
            ascii = (0..<128).map(set.contains)
            self.set = set
        }

        func contains(_ scalar: UInt32) -> Bool { scalar < 128 ? ascii[Int(scalar)] : set.contains(scalar) }
    }

    /// Characters by ranges of their numbers.
    struct CharacterSet: Sendable, Equatable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false
        var ignoresCase = false

        func contains(_ scalar: UInt32) -> Bool {
            var found = ranges.contains { $0.contains(scalar) }
            if !found, ignoresCase, (0x41...0x5A).contains(scalar & ~0x20) {
                found = ranges.contains { $0.contains(scalar ^ 0x20) }
            }
            return found != isNegated
        }
    }

    private let steps: [Step]
    private let sets: [FastSet]

    /// How many steps a pattern may come to, its counted repetitions written out.
    static let longest = 1000

    /// - Parameter dotTakesLineEnds: The flag `s`.
    /// - Throws: What is wrong with it, in words that go behind its place.
    public init(_ text: String, dotTakesLineEnds: Bool = false) throws {
        var parser = PatternParser(text, dotTakesLineEnds: dotTakesLineEnds)
        var compiler = Compiler()
        try compiler.add(try parser.pattern())
        steps = compiler.steps + [.done]
        sets = compiler.sets.map(FastSet.init)
    }

    private init(_ only: CharacterSet) {
        steps = [.take(0), .done]
        sets = [FastSet(only)]
    }

    /// One that matches no text at all.
    public static let nothing = Pattern(CharacterSet(ranges: []))

    /// Whether it matches somewhere in the text.
    public func matches(_ text: String) -> Bool {
        var walk = Walk(steps: steps, sets: sets)
        var before: UInt32?
        var rest = text.unicodeScalars.makeIterator()
        var next = rest.next()?.value
        while true {
            if walk.enter(before: before, next: next) { return true }
            guard let scalar = next else { return false }
            walk.take(scalar)
            before = scalar
            next = rest.next()?.value
        }
    }

    private struct Compiler {
        var steps: [Step] = []
        var sets: [CharacterSet] = []

        mutating func add(_ syntax: PatternParser.Syntax) throws {
            guard steps.count < Pattern.longest else {
                throw Failure(.badData, "a pattern that comes to more than \(Pattern.longest) steps")
            }
            switch syntax {
            case .set(let set):
                if sets.last != set { sets.append(set) }
                steps.append(.take(sets.count - 1))
            case .assertion(let assertion): steps.append(.assert(assertion))
            case .sequence(let parts): for part in parts { try add(part) }
            case .either(let left, let right):
                let split = reserve()
                try add(left)
                let jump = reserve()
                steps[split] = .split(split + 1, steps.count)
                try add(right)
                steps[jump] = .jump(steps.count)
            case .repeated(let part, let least, let most):
                for _ in 0..<least {
                    let before = steps.count
                    try add(part)
                    // Nothing, however often.
                    if steps.count == before { break }
                }
                guard let most else {
                    let split = reserve()
                    try add(part)
                    steps.append(.jump(split))
                    steps[split] = .split(split + 1, steps.count)
                    return
                }
                var splits: [Int] = []
                for _ in least..<max(least, most) {
                    splits.append(reserve())
                    try add(part)
                }
                for split in splits { steps[split] = .split(split + 1, steps.count) }
            }
        }

        private mutating func reserve() -> Int {
            steps.append(.done)
            return steps.count - 1
        }
    }

    /// All places of the program at once, each at most once a character.
    private struct Walk {
        let steps: [Step]
        let sets: [FastSet]
        private var now: [Int] = []
        private var waiting: [Int] = []
        private var open: [Int] = []
        private var seen: [Int]
        private var round = 0

        init(steps: [Step], sets: [FastSet]) {
            self.steps = steps
            self.sets = sets
            seen = [Int](repeating: 0, count: steps.count)
        }

        /// Goes as far as it can without a character; true where that is the end.
        mutating func enter(before: UInt32?, next: UInt32?) -> Bool {
            round += 1
            now.removeAll(keepingCapacity: true)
            open.append(0)
            open.append(contentsOf: waiting)
            defer { open.removeAll(keepingCapacity: true) }
            while let place = open.popLast() {
                guard seen[place] != round else { continue }
                seen[place] = round
                switch steps[place] {
                case .done: return true
                case .take: now.append(place)
                case .jump(let target): open.append(target)
                case .split(let first, let second):
                    open.append(second)
                    open.append(first)
                case .assert(let assertion):
                    if assertion.holds(before: before, next: next) { open.append(place + 1) }
                }
            }
            return false
        }

        mutating func take(_ scalar: UInt32) {
            waiting.removeAll(keepingCapacity: true)
            for place in now {
                if case .take(let set) = steps[place], sets[set].contains(scalar) { waiting.append(place + 1) }
            }
        }
    }
}

extension Pattern.Assertion {
    func holds(before: UInt32?, next: UInt32?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: next == nil
        case .lineStart: before == nil || before == 10
        case .lineEnd: next == nil || next == 10
        case .wordEdge: isWord(before) != isWord(next)
        case .noWordEdge: isWord(before) == isWord(next)
        }
    }

    private func isWord(_ scalar: UInt32?) -> Bool {
        guard let scalar else { return false }
        return PatternParser.word.contains { $0.contains(scalar) }
    }
}
