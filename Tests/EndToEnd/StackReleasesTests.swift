import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// What becomes of a stack from release to release.
    @Suite(.serialized) struct StackReleases {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        private struct Step: Decodable {
            let action: String
            let kind: String
            let name: String
            let engineName: String
        }

        /// Names of the engine's services of an app, with the ids of their units.
        private func units(_ app: StackApp) throws -> [String: Set<String>] {
            let lines = try server.docker(
                "ps", "--no-trunc", "--filter", "label=\(EngineLabel.app)=\(app.name)", "--format",
                "{{.Label \"com.docker.swarm.service.name\"}} {{.ID}}"
            ).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            return Dictionary(grouping: lines) { $0[0] }.mapValues { Set($0.map { $0[1] }) }
        }

        @Test func aPlanSaysWhatThePushThenDoes() throws {
            let app = try StackApp("foretold", on: server)
            try app.repository.write("token", "a")
            try app.deploy(
                """
                services:
                  web: {<<: *unit}
                  api: {<<: *unit}
                  worker: {<<: *unit, deploy: {replicas: 2}}
                  db: {<<: *unit, volumes: [data:/data]}
                  old: {<<: *unit, networks: [back]}
                volumes: {data: }
                networks: {back: }
                """)
            let before = try units(app)
            let networks = try StackState(app).networks
            try app.repository.write(
                "compose.yaml",
                StackApp.common + """
                    services:
                      web: {<<: *unit}
                      api: {<<: *unit, environment: {SAYS: other}, secrets: [token]}
                      worker: {<<: *unit, deploy: {replicas: 3}}
                      db: {<<: *unit, volumes: [data:/data], environment: {SAYS: other}}
                      new: {<<: *unit}
                    volumes: {data: }
                    secrets: {token: {file: ./token}}

                    """)
            try app.repository.commit("change nearly all")
            #expect(try app.repository.push("main:later").status == 0)
            let text = try server.slipway("stack", "plan", "foretold", "--ref", "later", "--format", "json")
            let steps = try JSON.decode([Step].self, from: text.utf8, source: "slipway stack plan")
            #expect(try units(app) == before, "a plan does nothing")
            #expect(try app.repository.push().status == 0)

            let services = try Set(server.engineServices("foretold"))
            // The units of services that were removed take a moment to go.
            let after: [String: Set<String>] = try #require(
                try poll(for: 20) {
                    let units = try units(app)
                    return Set(units.keys) == services ? units : nil
                })
            func planned(_ action: String, _ kind: String = "service") -> Set<String> {
                Set(steps.filter { $0.action == action && $0.kind == kind }.map(\.engineName))
            }
            func same(_ name: String) -> Bool { before[name] == after[name] }
            // What nobody has pushed yet gets its name with its image.
            let created = services.subtracting(before.keys)
            #expect(Set(created.map { $0.split(separator: "_")[1] }) == ["api", "new"] && planned("create").count == 2)
            #expect(created.intersection(planned("create")).map { $0.split(separator: "_")[1] } == ["api"])
            #expect(planned("remove") == Set(before.keys).subtracting(services))
            #expect(planned("keep") == services.filter(same))
            #expect(planned("change") == ["foretold_db"] && !same("foretold_db"))
            let grown = try #require(planned("grow").first)
            #expect(before[grown]?.count == 2 && after[grown]?.count == 3)
            #expect(before[grown].map { after[grown]?.isSuperset(of: $0) == true } == true)
            #expect(planned("remove", "network") == ["foretold_back"])
            #expect(try poll(for: 20) { try StackState(app).networks.count == networks.count - 1 ? true : nil } == true)
            let secrets = try server.docker("secret", "ls", "--format", "{{.Name}}").split(separator: "\n").map(
                String.init)
            #expect(planned("create", "secret") == Set(secrets.filter { $0.hasPrefix("foretold_") }))
        }

        @Test(.enabled(if: Transcript.isWanted)) func theConfigurationDecidesOfProfilesAndBuilds() throws {
            let app = try StackApp("configured-stack", on: server)
            try app.repository.write(
                "Dockerfile",
                """
                FROM busybox
                ARG COLOUR
                RUN mkdir /www && echo $COLOUR >/www/index.html
                CMD ["httpd", "-f", "-p", "80", "-h", "/www"]

                """)
            try app.deploy(
                """
                services:
                  web:
                    build: {context: ., args: {COLOUR: "${COLOUR:-white}"}}
                    expose: ["80"]
                    stop_grace_period: 1s
                  debugger: {<<: *unit, profiles: [debug]}
                """)
            #expect(server.get(app.name)?.body == "white\n")
            #expect(try app.units(of: "debugger").isEmpty)
            try server.slipway("config", "set", app.name, "COMPOSE_PROFILES=debug", "COLOUR=blue", limit: 120)
            #expect(server.get(app.name)?.body == "blue\n")
            #expect(try app.units(of: "debugger").count == 1)
            try server.slipway("config", "unset", app.name, "COMPOSE_PROFILES", limit: 120)
            #expect(server.get(app.name)?.body == "blue\n")
            #expect(try poll(for: 20) { try app.units(of: "debugger").isEmpty ? true : nil } == true)
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func aRollbackBringsTheEarlierStackAndKeepsData() throws {
            let app = try StackApp("returning", on: server)
            func stack(_ other: String) -> String {
                """
                services:
                  web: {<<: *unit, environment: {SAYS: \(other)}}
                  db: {<<: *unit, volumes: [data:/data], secrets: [token]}
                  \(other): {<<: *unit}
                volumes: {data: }
                secrets: {token: {file: ./token}}
                """
            }
            for word in ["first", "second"] {
                try app.repository.write("token", word)
                try app.deploy(stack(word))
                try app.run(in: "db", "echo \(word) >>/data/words")
            }
            let volumes = try StackState(app).volumes
            func expect(_ word: String, not other: String) throws {
                #expect(server.get(app.name)?.body == "\(word)\n")
                #expect(try app.run(in: "db", "cat /run/secrets/token") == word)
                #expect(try app.run(in: "db", "cat /data/words") == "first\nsecond")
                #expect(try app.units(of: word).count == 1)
                #expect(try poll(for: 20) { try app.units(of: other).isEmpty ? true : nil } == true)
                #expect(try StackState(app).volumes == volumes)
            }
            try expect("second", not: "first")
            try server.slipway("gc")
            let back = try server.ssh("rollback \(app.name)")
            #expect(back.status == 0, "\(back.error)")
            try expect("first", not: "second")
        }

        @Test(.enabled(if: Transcript.isWanted)) func aNetworksOtherSettingsAreHonoured() throws {
            let app = try StackApp("networked", on: server)
            func stack(_ settings: String) -> String {
                """
                services:
                  web: {<<: *unit, networks: [default, Back.End]}
                  DB.main: {<<: *unit, networks: [Back.End], secrets: [same], configs: [same]}
                networks: {Back.End: \(settings)}
                secrets: {same: {file: ./token}}
                configs: {same: {file: ./token}}
                """
            }
            try app.repository.write("token", "of both")
            func isInternal() throws -> [String] {
                try server.docker(
                    "network", "ls", "--filter", "label=\(EngineLabel.app)=networked", "--format", "{{.Internal}}"
                ).split(separator: "\n").map(String.init).sorted()
            }
            try app.deploy(stack(""))
            #expect(try isInternal() == ["false", "false"])
            #expect(try app.run(in: "DB.main", "cat /run/secrets/same /same") == "of bothof both")
            try app.deploy(stack("{internal: true}"))
            #expect(try poll(for: 20) { try isInternal() == ["false", "true"] ? true : nil } == true)
            #expect(try app.page(from: "web", of: "DB.main") == "")
            #expect(try app.run(in: "web", "timeout 2 wget -q -O /dev/null http://DB.main/; echo $?") == "0")
        }

        @Test(.enabled(if: Transcript.isWanted)) func aDestroyedStackLeavesNothing() throws {
            let app = try StackApp("erased", on: server)
            try app.repository.write("token", "x")
            try app.repository.write("Dockerfile", "FROM busybox\nVOLUME /of-the-image\nCMD [\"sleep\", \"9999\"]\n")
            try app.deploy(
                """
                services:
                  web: {<<: *unit, secrets: [token], configs: [page]}
                  db:
                    build: .
                    stop_grace_period: 1s
                    volumes: [data:/named, /unnamed]
                    networks: [default, back]
                networks: {back: }
                volumes: {data: }
                secrets: {token: {file: ./token}}
                configs: {page: {content: "page"}}
                """)
            let state = try StackState(app)
            #expect(state.volumes.count == 3 && state.networks.count == 2)
            #expect(state.secrets.count == 1 && state.configs.count == 1 && state.units.count == 2)
            func images() throws -> [Substring] {
                try server.docker("images", "--format", "{{.Repository}}").split(separator: "\n").filter {
                    $0.hasPrefix("\(server.settings.registry)/erased/")
                }
            }
            #expect(try images().count >= 2)
            try server.slipway("app", "destroy", "erased", "--confirm", "erased")
            var left = state
            // The engine lists a network until its node has let go of it.
            let gone = try poll(for: 20) { () -> Bool? in
                left = try StackState(app)
                return left.isEmpty ? true : nil
            }
            #expect(gone == true, "\(left)")
            #expect(try images() == [])
        }
    }
}
