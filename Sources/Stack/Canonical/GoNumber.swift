/// A number as Compose, which is written in Go, prints it into a text.
enum GoNumber {
    /// The shortest digits that say it, with an exponent from 10²¹ and below 10⁻⁴.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
