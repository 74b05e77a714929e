import Glibc
import System
import Testing

@testable import Deploy

@Suite struct ListeningPortsTests {
    @Test func theKernelsTableIsRead() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0B00007F:9C41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 126
               1: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 126
               2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 126
               3: 0200A8C0:0050 0100A8C0:1234 01 00000000:00000000 00:00000000 00000000     0        0 126
            """
        #expect(ListeningPorts.listening(in: table) == ["0.0.0.0:80", "127.0.0.1:3000"])
        let table6 = """
              sl  local_address rem_address st
               0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A
               1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A
               2: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A
            """
        #expect(ListeningPorts.listening(in: table6) == ["[::1]:81", "127.0.0.1:82", "[::]:8080"])
        #expect(ListeningPorts.listening(in: "nonsense\n0: x 0A").isEmpty)
    }

    @Test func aRealProcessIsFound() throws {
        let server = try BusyboxHTTPD()
        let found: Bool? = poll(for: 5) {
            ListeningPorts.of(process: Int(server.pid)).contains("127.0.0.1:\(server.port)") ? true : nil
        }
        #expect(found == true)
        #expect(ListeningPorts.of(process: 1 << 30).isEmpty)
    }
}
