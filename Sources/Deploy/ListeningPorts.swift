import System

/// Where the processes of a container listen, from the kernel: proc_net_tcp.txt. Anybody may read it.
enum ListeningPorts {
    /// `127.0.0.1:3000`, in order; none where the process has gone.
    static func of(process pid: Int) -> [String] {
        let texts = ["tcp", "tcp6"].map { (try? Files.read("/proc/\(pid)/net/\($0)")) ?? "" }
        return texts.flatMap(listening(in:))
    }

    /// Of one such file; the engine's own resolver on 127.0.0.11 is left out.
    static func listening(in text: String) -> [String] {
        let places = text.split(separator: "\n").dropFirst().compactMap { line -> (port: Int, text: String)? in
            let fields = line.split(separator: " ")
            // 0A is LISTEN.
            guard fields.count > 3, fields[3] == "0A" else { return nil }
            let parts = fields[1].split(separator: ":")
            guard parts.count == 2, let port = Int(parts[1], radix: 16), let address = address(parts[0]),
                address != "127.0.0.11"
            else { return nil }
            return (port, "\(address):\(port)")
        }
        return places.sorted { ($0.port, $0.text) < ($1.port, $1.text) }.prefix(10).map(\.text)
    }

    /// Words of four bytes, the lowest first.
    private static func address(_ hex: Substring) -> String? {
        let digits = Array(hex)
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [Int] = []
        for word in stride(from: 0, to: digits.count, by: 8) {
            for place in stride(from: word + 6, through: word, by: -2) {
                guard let byte = Int(String(digits[place...place + 1]), radix: 16) else { return nil }
                bytes.append(byte)
            }
        }
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        if bytes.allSatisfy({ $0 == 0 }) { return "[::]" }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes.last == 1 { return "[::1]" }
        if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255] {
            return bytes.suffix(4).map(String.init).joined(separator: ".")
        }
        return "an IPv6 address"
    }
}
