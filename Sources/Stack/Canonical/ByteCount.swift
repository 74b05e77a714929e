/// Sizes as the engine's tools write them.
enum ByteCount {
    /// Bytes in `1.5g`, `512 MiB`, `100`; units are powers of 1024, whatever their case.
    static func bytes(_ text: String) -> Int? {
        let lower = text.lowercased()
        let number = lower.prefix { "0123456789.-".contains($0) }
        var unit = lower.dropFirst(number.count)
        if unit.hasPrefix(" ") { unit = unit.dropFirst() }
        if unit.hasSuffix("ib"), unit.count == 3 { unit = unit.dropLast(2) }
        if unit.hasSuffix("b"), unit.count <= 2 { unit = unit.dropLast() }
        guard unit.count <= 1, let shift = ["", "k", "m", "g", "t", "p"].firstIndex(of: unit) else { return nil }
        let factor = 1 << (10 * shift)
        if let whole = Int(number) {
            let (bytes, isTooMuch) = whole.multipliedReportingOverflow(by: factor)
            return isTooMuch ? nil : bytes
        }
        guard let fraction = Double(number), fraction.isFinite else { return nil }
        return Int(exactly: (fraction * Double(factor)).rounded(.towardZero))
    }
}
