import Model
import Testing

@testable import Stack

/// What services are to each other: dependencies, links, mounts of others, one-shots.
@Suite struct RelationTests {
    let trial = StackTrial()

    private func stack(_ lines: String) throws -> Model.Stack { try trial.read("services:\n" + lines) }
    private func problems(_ lines: String) -> [String] { trial.problems("services:\n" + lines) }

    @Test func dependenciesHaveTheirConditions() throws {
        let stack = try stack(
            """
              web:
                image: a
                depends_on:
                  db: {condition: service_healthy, restart: true, required: true}
                  cache: {condition: service_started}
                  gone: {condition: service_started, required: false}
              db: {image: b}
              cache: {image: c}
            """)
        #expect(
            stack[.web]?.dependencies == [
                .init(on: try ServiceName("db"), .healthy, restarts: true), .init(on: try ServiceName("cache")),
            ])
    }

    @Test func linksAndMountsOfOthersAreDependenciesToo() throws {
        let stack = try stack(
            """
              web: {image: a, links: ["db:database", "db"], volumes_from: ["data:ro", cache]}
              db: {image: b}
              data: {image: c}
              cache: {image: d}
            """)
        let web = try #require(stack[.web])
        let (db, data, cache) = (try ServiceName("db"), try ServiceName("data"), try ServiceName("cache"))
        #expect(web.links == [.init(to: db, as: "database"), .init(to: db, as: "db")])
        #expect(web.mountsFrom == [.init(data, readOnly: true), .init(cache, readOnly: false)])
        #expect(web.dependencies == [.init(on: db), .init(on: data), .init(on: cache)])
        #expect(!web.hasLinkVariables)
    }

    @Test func unitsOfAFigFileGetLinkVariables() throws {
        var trial = trial
        trial.isFig = true
        let stack = try trial.read("services:\n  web: {image: a, volumes: [{type: volume, source: d, target: /d}]}")
        #expect(stack[.web]?.hasLinkVariables == true)
        #expect(stack[.web]?.restart.condition == .any)
        #expect(stack[.web]?.isOneShot == false)
        #expect(stack.volumes.map(\.name) == ["d"])
    }

    @Test func anUnknownServiceIsSaidWithTheNearest() {
        #expect(
            problems(
                "  web: {image: a, depends_on: {bd: {condition: service_started}}, links: [web]}\n  db: {image: b}")
                == [
                    "'depends_on.bd' of service 'web': the stack has no service 'bd' (did you mean 'db'?)",
                    "'links' of service 'web': a service can't refer to itself",
                ])
    }

    @Test func aContainerOfTheHostIsNobodysToMountFrom() {
        #expect(
            problems("  web: {image: a, volumes_from: ['container:other']}") == [
                "'volumes_from' of service 'web': 'container:other' is no container of the app's own"
                    + " (name a service of the stack)"
            ])
    }

    @Test func noServiceWaitsForItself() {
        #expect(
            problems("  web: {image: a, links: [b]}\n  b: {image: b, depends_on: {web: }}") == [
                "service 'web': waits for itself: web → b → web"
            ])
    }

    @Test func aServiceWhoseSuccessIsAwaitedIsAOneShot() throws {
        let stack = try stack(
            """
              web: {image: a, depends_on: {migrate: {condition: service_completed_successfully}}}
              migrate: {image: b}
            """)
        let migrate = try #require(stack.services.last)
        #expect(migrate.isOneShot)
        #expect(migrate.restart.condition == .none)
        #expect(stack[.web]?.isOneShot == false)
    }

    @Test(arguments: ["restart: 'no'", "restart: no", "deploy: {restart_policy: {condition: none}}"])
    func oneThatIsNeverStartedAgainIsAOneShot(_ line: String) throws {
        let stack = try stack("  web: {image: a}\n  job: {image: b, \(line)}")
        #expect(stack.services.last?.isOneShot == true)
        #expect(stack.services.last?.restart.condition == RestartPolicy.Condition.none)
    }

    @Test func oneThatIsRoutedOrAwaitedToBeHealthyIsNone() throws {
        let stack = try stack(
            """
              web: {image: a, restart: "no", depends_on: {db: {condition: service_healthy}}}
              db: {image: b, restart: "no"}
            """)
        #expect(stack.services.map(\.isOneShot) == [false, false])
    }

    @Test func oneThatNeverEndsCannotSucceed() {
        #expect(
            problems(
                """
                  web: {image: a, depends_on: {job: {condition: service_completed_successfully}}}
                  job: {image: b, restart: always}
                """) == [
                    "'restart' of service 'job': it never ends, and 'web' waits for its success (\"no\" or on-failure)"
                ])
        #expect(
            problems(
                """
                  web: {image: a}
                  job: {image: b, depends_on: {web: {condition: service_completed_successfully}}}
                """) == ["service 'web': 'job' waits for its end, but requests go to it"])
    }

    @Test func restartsAreRead() throws {
        #expect(try trial.service("restart: on-failure:5").restart == RestartPolicy(.onFailure, attempts: 5))
        #expect(try trial.service("restart: unless-stopped").restart == RestartPolicy(.any))
        #expect(
            trial.problems(ofService: "restart: sometimes") == [
                "'restart' of service 'web': 'sometimes' is none of no, always, on-failure, unless-stopped"
            ])
    }

    @Test func anAliasMayNotLeadToTwoServices() {
        let hint = "(choose another alias: an alias is a name for all services of a network)"
        #expect(
            problems("  web: {image: a, links: ['b:db', 'c:db']}\n  b: {image: b}\n  c: {image: c}") == [
                "service 'web': the name 'db' would lead to service 'c', but it leads to service 'b' \(hint)"
            ])
        #expect(
            problems("  web: {image: a, links: ['b:c']}\n  b: {image: b}\n  c: {image: c}") == [
                "service 'web': the name 'c' would lead to service 'b', but it leads to service 'c' \(hint)"
            ])
        #expect(
            problems("  web: {image: a}\n  b: {image: b, networks: {default: {aliases: [web]}}}") == [
                "service 'b': the name 'web' would lead to service 'b', but it leads to service 'web' \(hint)"
            ])
    }

    @Test func aLabelPins() throws {
        #expect(try trial.service("labels: {slipway.pinned: 'true'}").isPinned)
        #expect(!(try trial.service("labels: {slipway.pinned: 'false'}").isPinned))
    }
}
