/// The nearest right spelling.
public enum Nearest {
    /// Words longer than this are no slip of anything: two long ones would cost the product of their lengths.
    static let longest = 64

    /// The candidate with the fewest edits, where those are few enough to be a slip.
    public static func to(_ word: String, in candidates: [String]) -> String? {
        guard word.utf8.count <= longest else { return nil }
        let best = candidates.filter { $0.utf8.count <= longest }.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
        guard let best, best.1 <= max(1, word.count / 3) else { return nil }
        return best.0
    }

    /// Levenshtein's distance with swaps of neighbours as one edit.
    public static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left)
        let b = Array(right)
        var rows = [Array(0...b.count)]
        for i in 1..<(a.count + 1) {
            var row = [i]
            for j in 1..<(b.count + 1) {
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
