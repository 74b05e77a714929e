import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// What a stack file says is so in the units.
    @Suite(.serialized) struct Stacks {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func linksAndAliasesAreNames() throws {
            let app = try StackApp("linked", on: server)
            try app.deploy(
                """
                services:
                  web:
                    <<: *unit
                    environment: {SAYS: web}
                    links: [store, "store:db"]
                  store:
                    <<: *unit
                    environment: {SAYS: store}
                    networks:
                      default:
                        aliases: [shelf]
                """)
            for host in ["store", "db", "shelf"] {
                #expect(try app.page(from: "web", of: host) == "store", "'\(host)'")
            }
            #expect(server.get("linked")?.body == "web\n")
            #expect(try app.page(from: "web", of: "nobody") == "", "the control")
        }

        @Test func figsLinksGiveItsVariables() throws {
            let app = try StackApp("linked-by-fig", on: server)
            try app.repository.write(
                "fig.yml",
                """
                web:
                  image: busybox
                  command: httpd -f -p 80 -h /etc
                  expose: [80]
                  links: ["db:database"]
                db:
                  image: busybox
                  command: httpd -f -p 5432 -h /etc
                  expose: [5432]

                """)
            try app.repository.commit("two services")
            let push = try app.repository.push()
            #expect(push.status == 0, "\(push.error)")
            let hosts = ["database", "db", "db_1", "$DB_1_PORT_5432_TCP_ADDR"]
            for host in hosts {
                let name = try app.run(in: "web", "timeout 2 wget -q -O - \"http://\(host):5432/hostname\"")
                #expect(try name == app.run(in: "db", "hostname"), "'\(host)'")
            }
            #expect(try app.run(in: "web", "echo $DB_1_PORT_5432_TCP_PORT") == "5432")
        }

        @Test func environmentOfEveryForm() throws {
            let app = try StackApp("environment", on: server)
            try server.slipway("config", "set", "environment", "TOKEN=t0k3n", "COLOUR=blue")
            try app.repository.write("some.env", "# a comment\nFROM_FILE=one\nOVERRIDDEN=by nothing\nQUOTED=\"a b\"\n")
            try app.deploy(
                """
                services:
                  web:
                    <<: *unit
                    env_file: some.env
                    environment:
                      SAYS: "${COLOUR} and ${SHADE:-dark}"
                      NUMBER: 8080
                      DOLLAR: $$HOME
                      CURLY: "{{ .Node.ID }}"
                      OVERRIDDEN: by the file
                      TOKEN:
                  listed:
                    <<: *unit
                    environment:
                      - SAYS=a=b
                      - EMPTY=
                      - TOKEN
                """)
            #expect(server.get("environment")?.body == "blue and dark\n")
            let web = try app.run(in: "web", "env").split(separator: "\n")
            for line in [
                "NUMBER=8080", "DOLLAR=$HOME", "CURLY={{ .Node.ID }}", "FROM_FILE=one", "QUOTED=a b",
                "OVERRIDDEN=by the file", "TOKEN=t0k3n",
            ] {
                #expect(web.contains { $0 == line }, "\(line): \(web)")
            }
            let listed = try app.run(in: "listed", "env").split(separator: "\n")
            for line in ["SAYS=a=b", "EMPTY=", "TOKEN=t0k3n"] { #expect(listed.contains { $0 == line }, "\(listed)") }
        }

        @Test func secretsAndConfigsAreFiles() throws {
            let app = try StackApp("secretive", on: server)
            func stack() -> String {
                """
                services:
                  web:
                    <<: *unit
                    secrets:
                      - token
                      - {source: token, target: /srv/token, mode: 0400}
                    configs:
                      - {source: page, target: /www/page}
                secrets:
                  token: {file: ./token}
                configs:
                  page: {content: "from the stack file\\n"}
                """
            }
            for token in ["first", "second"] {
                try app.repository.write("token", token)
                try app.deploy(stack())
                #expect(try app.run(in: "web", "cat /run/secrets/token") == token)
                #expect(try app.run(in: "web", "cat /srv/token; stat -c ' %a' /srv/token") == "\(token) 400")
                #expect(server.get("secretive", "/page")?.body == "from the stack file\n")
            }
        }

        @Test func replicasAreUnitsOfOneName() throws {
            let app = try StackApp("several", on: server)
            try app.deploy(
                """
                services:
                  web: {<<: *unit}
                  worker:
                    <<: *unit
                    deploy: {replicas: 3}
                """)
            #expect(try app.units(of: "web").count == 1)
            #expect(try app.units(of: "worker").count == 3)
            // The first two addresses are the asked server's own.
            let found = try app.run(in: "web", "nslookup -type=a worker 127.0.0.11 | grep -c '^Address: '")
            #expect(found == "3")
        }

        @Test func aProfileIsLeftOutUnlessAskedFor() throws {
            let app = try StackApp("profiled", on: server)
            try app.deploy(
                """
                services:
                  web: {<<: *unit}
                  debugger:
                    <<: *unit
                    profiles: [debug]
                """)
            #expect(try app.units(of: "web").count == 1)
            #expect(try app.units(of: "debugger").isEmpty)
            #expect(try server.engineServices("profiled").count == 1)
        }

        @Test func oneOfTenChangedMovesOnlyItsUnits() throws {
            let app = try StackApp("ten", on: server)
            func stack(_ word: String) -> String {
                let others = (1..<10).map { number in
                    "  s\(number):\n    <<: *unit\n    environment: {SAYS: \(number == 4 ? word : "the same")}\n"
                }
                return "services:\n  web: {<<: *unit}\n" + others.joined()
            }
            try app.deploy(stack("before"))
            let before = try server.unitIDs("ten")
            #expect(before.count == 10)
            let old = try app.units(of: "s4")
            try app.deploy(stack("after"))
            // The old unit answers until the swarm has taken it out of the name.
            let isNew = try poll(for: 10) { try app.page(from: "web", of: "s4") == "after" ? true : nil }
            #expect(isNew == true)
            let after: Set<String>? = try poll(for: 20) {
                let units = try server.unitIDs("ten")
                return units.count == 10 ? units : nil
            }
            #expect(after?.intersection(before).count == 9)
            #expect(try app.units(of: "s4") != old)
        }
    }
}
