/// Changes whole lines three times of four, and bytes as libFuzzer does else: what parses well gets deeper.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateLines(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: CUnsignedInt) -> Int {
    var random = SmallRandom(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    guard random.next(below: 4) != 0 else { return mutateBytes(bytes, count, most) }
    var lines = UnsafeMutableBufferPointer(start: bytes, count: count)
        .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    for _ in 0...random.next(below: 3) {
        let place = random.next(below: lines.count)
        let other = random.next(below: lines.count)
        switch random.next(below: 10) {
        case 0 where lines.count > 1: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: other)
        case 2: lines.swapAt(place, other)
        case 3: lines[place] = Array("  ".utf8) + lines[place]
        case 4 where lines[place].starts(with: "  ".utf8): lines[place].removeFirst(2)
        default:
            guard let colon = lines[place].firstIndex(of: UInt8(ascii: ":")) else { continue }
            let isNumber = (0x30...0x39).contains(lines[place].last ?? 0)
            let values = isNumber && random.next(below: 4) != 0 ? numbers : values
            lines[place] = lines[place][...colon] + Array(" \(values[random.next(below: values.count)])".utf8)
        }
    }
    let text = Array(lines.joined(separator: [UInt8(ascii: "\n")]).prefix(most))
    for (place, byte) in text.enumerated() { bytes[place] = byte }
    return text.count
}

/// What numbers have been got wrong by somebody.
private let numbers = ["0", "-1", "-5", "9223372036854775807", "0.0000001", "1e308"]

/// What values have been got wrong by somebody.
private let values = [
    "0", "1", "-1", "3", "9223372036854775807", "-9223372036854775808", "1e400", ".nan", "0x10", "0o17", "1_000", "~",
    "true", "''", "[]", "{}", "[a, b]", "{a: b}", "'a:b:c'", "80-90:80-90", "'127.0.0.1:1-2:3/udp'", "1.5g", "10m30s",
    "${TAG}", "${NONE:-${TAG:?x}}", "$$", "&a", "*a", "!reset null", "!override []", "<<", "../x", "/", ".", "web",
    "service:web", "2001-01-01", "0440", "'\\u0000'", "\"\\u0000\"", "ä", "|",
]

@_extern(c, "LLVMFuzzerMutate")
private func mutateBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int) -> Int

/// Marsaglia's xorshift: the same seed makes the same change.
private struct SmallRandom {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(max(bound, 1)))
    }
}
