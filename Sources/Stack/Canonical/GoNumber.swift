/// A number as Compose, which is written in Go, prints it into a text.
enum GoNumber {
    /// The fewest digits that say it; with an exponent, of two digits at least, from 10⁶ and below 10⁻⁴.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        guard value != 0 else { return "0" }
        let (digits, exponent) = shortest(value.magnitude)
        return (value < 0 ? "-" : "") + written(digits, exponent)
    }

    /// Its digits without zeros at either end, and the power of ten of the first.
    private static func shortest(_ value: Double) -> (digits: String, exponent: Int) {
        let parts = "\(value)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let all = mantissa.joined()
        let digits = all.drop { $0 == "0" }
        let first = mantissa[0].count - (all.count - digits.count) - 1
        let end = digits.lastIndex { $0 != "0" } ?? digits.startIndex
        return (String(digits[...end]), first + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0))
    }

    private static func written(_ digits: String, _ exponent: Int) -> String {
        if exponent < -4 || exponent >= 6 {
            let power = "\(exponent.magnitude)"
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(power.count < 2 ? "0" : "")\(power)"
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = digits.prefix(exponent + 1)
        let fraction = digits.dropFirst(exponent + 1)
        return whole + String(repeating: "0", count: exponent + 1 - whole.count)
            + (fraction.isEmpty ? "" : "." + fraction)
    }
}
