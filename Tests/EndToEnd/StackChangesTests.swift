import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// In which order the services of a stack start, and what they keep and lose when they change.
    @Suite(.serialized) struct StackChanges {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func whatMustBeHealthyIsWaitedFor() throws {
            let app = try StackApp("patient", on: server)
            // web serves what db had to say as web started.
            try app.deploy(
                """
                services:
                  web:
                    image: busybox
                    command: ["sh", "-c", "mkdir /www; wget -q -O /www/index.html http://db/; exec httpd -f -p 80 -h /www"]
                    expose: ["80"]
                    stop_grace_period: 1s
                    depends_on: {db: {condition: service_healthy}}
                  db:
                    image: busybox
                    command: ["sh", "-c", "mkdir /www; httpd -p 80 -h /www; sleep 3; echo ready >/www/index.html; exec sleep 9999"]
                    expose: ["80"]
                    stop_grace_period: 1s
                    healthcheck:
                      test: ["CMD", "test", "-e", "/www/index.html"]
                      interval: 1s
                      retries: 20
                """)
            #expect(server.get("patient")?.body == "ready\n")
        }

        @Test func aOneShotIsDoneBeforeWhatWaitsForIt() throws {
            let app = try StackApp("migrated", on: server)
            func stack(_ script: String) -> String {
                """
                services:
                  web:
                    image: busybox
                    command: httpd -f -p 80 -h /data
                    expose: ["80"]
                    stop_grace_period: 1s
                    volumes: [data:/data]
                    depends_on: {migrate: {condition: service_completed_successfully}}
                  migrate:
                    image: busybox
                    command: ["sh", "-c", "\(script)"]
                    volumes: [data:/data]
                volumes: {data: }
                """
            }
            try app.deploy(stack("sleep 2; echo one >>/data/index.html"))
            #expect(server.get("migrated")?.body == "one\n")
            #expect(try app.units(of: "migrate").isEmpty)

            let push = try app.push(stack("echo no such column; exit 3"))
            #expect(push.status != 0)
            #expect(push.error.contains("exit code 3") && push.error.contains("no such column"), "\(push.error)")
            #expect(server.get("migrated")?.body == "one\n")

            try app.deploy(stack("echo two >>/data/index.html"))
            #expect(server.get("migrated")?.body == "one\ntwo\n")
        }

        @Test func volumesAreKeptOverDeploys() throws {
            let app = try StackApp("keeping", on: server)
            try app.repository.write("Dockerfile", "FROM busybox\nVOLUME /of-the-image\nCMD [\"sleep\", \"9999\"]\n")
            func stack(_ word: String) -> String {
                """
                services:
                  web: {<<: *unit}
                  db:
                    build: .
                    environment: {WORD: \(word)}
                    stop_grace_period: 1s
                    volumes: [data:/named, /unnamed]
                  reader:
                    image: busybox
                    command: sleep 9999
                    stop_grace_period: 1s
                    volumes_from: ["db:ro"]
                volumes: {data: }
                """
            }
            let places = ["/named", "/unnamed", "/of-the-image"]
            try app.deploy(stack("one"))
            for place in places { try app.run(in: "db", "echo kept >\(place)/file; echo lost >/tmp/file") }
            #expect(try app.run(in: "reader", "cat /named/file /unnamed/file") == "kept\nkept")
            #expect(try app.run(in: "reader", "touch /named/mine 2>/dev/null || echo refused") == "refused")
            try app.deploy(stack("two"))
            #expect(try app.run(in: "db", "echo $WORD; ls /tmp") == "two", "the control: it is another unit")
            for place in places { #expect(try app.run(in: "db", "cat \(place)/file") == "kept", "\(place)") }
        }

        @Test func aPinnedServicesChangeIsAnInterruptionThatIsSaid() throws {
            let app = try StackApp("pinned", on: server)
            func stack(_ command: String) -> String {
                """
                services:
                  web: {<<: *unit}
                  db:
                    image: busybox
                    command: ["sh", "-c", "\(command)"]
                    stop_grace_period: 1s
                    volumes: [data:/data]
                volumes: {data: }
                """
            }
            try app.deploy(stack("echo one >>/data/starts; exec sleep 9999"))
            let second = try app.push(stack("echo two >>/data/starts; exec sleep 9998"))
            #expect(second.status == 0, "\(second.error)")
            #expect(second.error.contains("interrupted"), "\(second.error)")
            #expect(try app.run(in: "db", "cat /data/starts") == "one\ntwo")

            let third = try app.push(stack("echo three >>/data/starts; echo cannot read my files; exit 9"))
            #expect(third.status != 0)
            #expect(
                third.error.contains("cannot read my files") && third.error.contains("interrupted"), "\(third.error)")
            let starts: String? = try poll(for: 20) {
                guard try app.units(of: "db").count == 1 else { return nil }
                let starts = try app.run(in: "db", "cat /data/starts")
                return starts.hasSuffix("two") ? starts : nil
            }
            #expect(
                starts?.hasPrefix("one\ntwo\nthree") == true, "what was live runs again, on its volume: \(starts ?? "")"
            )
        }

        @Test func aNetworkThatWentComesBack() throws {
            let app = try StackApp("network-back", on: server)
            let with = "services:\n  web: {<<: *unit, networks: [default, back]}\nnetworks: {back: }"
            try app.deploy(with)
            try app.deploy("services:\n  web: {<<: *unit}")
            try app.deploy(with)
        }

        @Test func aContainerThatHoldsDataOnlyIsNoService() throws {
            let app = try StackApp("data-only", on: server)
            try app.repository.write(
                "fig.yml",
                """
                web:
                  image: busybox
                  command: httpd -f -p 80 -h /shared
                  ports: [80]
                  volumes_from: [data]
                data:
                  image: busybox
                  command: "true"
                  volumes: [/shared]
                """)
            try app.repository.commit("as in 2014")
            for _ in 1...2 {
                let push = try app.repository.push()
                try #require(push.status == 0, "\(push.error)")
                try app.repository.commit("again")
            }
            #expect(try app.run(in: "web", "ls -d /shared") == "/shared")
        }

        @Test func callersOfAnInternalServiceThatChangesNeverFail() throws {
            let app = try StackApp("called", on: server)
            func stack(_ word: String) -> String {
                """
                services:
                  web: {<<: *unit}
                  caller: {<<: *unit}
                  api:
                    <<: *unit
                    environment: {SAYS: \(word)}
                    deploy: {replicas: 2}
                    healthcheck:
                      test: wget -q -O /dev/null http://127.0.0.1/
                      interval: 1s
                """
            }
            try app.deploy(stack("one"))
            let caller = try #require(try app.units(of: "caller").first)
            try server.docker(
                "exec", "--detach", caller, "sh", "-c",
                "while [ ! -e /enough ]; do timeout 5 wget -q -O - http://api/ || echo failed; usleep 20000; done >/seen"
            )
            for word in ["two", "three"] {
                try app.deploy(stack(word))
                #expect(poll(for: 20) { (try? app.run(in: "caller", "tail -n 1 /seen")) == word ? true : nil } == true)
            }
            try app.run(in: "caller", "touch /enough")
            let seen = try app.run(in: "caller", "sort /seen | uniq -c").split(separator: "\n")
            let words = Set(seen.compactMap { $0.split(separator: " ").last.map(String.init) })
            #expect(words == ["one", "two", "three"], "\(seen)")
            #expect(try app.units(of: "caller") == [caller], "the caller itself didn't change")
        }
    }
}
