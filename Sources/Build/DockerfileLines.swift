/// A Dockerfile's instructions, as lists of words: without comments and here-documents, continued lines joined.
///
/// Source: Dockerfile reference, 'Format', 'Parser directives' and 'Here-Documents'.
enum DockerfileLines {
    static func instructions(_ text: String) -> [[String]] {
        var whole: [[String]] = []
        var pending = ""
        var escape: Character = "\\"
        var isTop = true
        // The words that end the here-documents of the last instruction.
        var open: [(word: String, stripsTabs: Bool)] = []
        for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
            if let document = open.first {
                if (document.stripsTabs ? line.drop { $0 == "\t" } : line) == document.word { open.removeFirst() }
                continue
            }
            let trimmed = line.drop(while: \.isWhitespace)
            if trimmed.hasPrefix("#") {
                if isTop, let named = directive(trimmed) {
                    if named.key == "escape", let character = named.value.first { escape = character }
                } else {
                    isTop = false
                }
                continue
            }
            if trimmed.isEmpty { continue }
            isTop = false
            pending += trimmed
            while pending.last == " " || pending.last == "\t" { pending.removeLast() }
            if pending.last == escape {
                pending.removeLast()
                continue
            }
            let words = pending.split(whereSeparator: \.isWhitespace).map(String.init)
            whole.append(words)
            open = documents(of: words)
            pending = ""
        }
        if !pending.isEmpty { whole.append(pending.split(whereSeparator: \.isWhitespace).map(String.init)) }
        return whole
    }

    /// `# escape=X` and the like, which stand above all else.
    private static func directive(_ line: Substring) -> (key: String, value: Substring)? {
        let parts = line.dropFirst().split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let key = parts[0].filter { !$0.isWhitespace }
        guard !key.isEmpty, key.allSatisfy(\.isLetter) else { return nil }
        return (key.lowercased(), parts[1].drop(while: \.isWhitespace))
    }

    /// The words behind `<<` and `<<-` of a RUN, COPY or ADD, without their quotes.
    private static func documents(of words: [String]) -> [(word: String, stripsTabs: Bool)] {
        guard ["RUN", "COPY", "ADD"].contains(words.first?.uppercased()) else { return [] }
        return words.dropFirst().compactMap { text in
            guard text.hasPrefix("<<") else { return nil }
            let stripsTabs = text.hasPrefix("<<-")
            let word = text.dropFirst(stripsTabs ? 3 : 2).filter { $0 != "\"" && $0 != "'" }
            guard let first = word.first, first.isLetter || first == "_" else { return nil }
            return (word, stripsTabs)
        }
    }
}
