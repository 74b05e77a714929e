import Testing

@testable import Build

@Suite struct BuildLogTests {
    private func shown(_ text: String) -> (lines: [String], log: BuildLog) {
        var log = BuildLog()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { log.lines(for: String($0)) }
        return (lines, log)
    }

    /// `DOCKER_BUILDKIT=1 docker build --progress=plain` of docker.io 20.10.24.
    static let classic = """
        #1 [internal] load build definition from Dockerfile
        #1 sha256:2d1b2d2c41dd5f6b1f5b8f6f5e2b6a1c
        #1 transferring dockerfile: 98B done
        #1 DONE 0.0s

        #2 [internal] load .dockerignore
        #2 sha256:0d3e7a8b
        #2 transferring context: 2B done
        #2 DONE 0.1s

        #3 [internal] load metadata for docker.io/library/busybox:latest
        #3 sha256:1a5e
        #3 DONE 0.0s

        #4 [1/3] FROM docker.io/library/busybox
        #4 sha256:77aa
        #4 DONE 0.3s

        #5 [2/3] COPY . /app
        #5 sha256:88bb
        #5 CACHED

        #6 [3/3] RUN make all
        #6 sha256:99cc
        #6 0.231 compiling
        #6 1.502 warning: [x] y
        #6 DONE 1.6s

        #7 exporting to image
        #7 sha256:e8c6
        #7 exporting layers 0.1s done
        #7 writing image sha256:0f0f done
        #7 naming to 127.0.0.1:5000/shop/web:abc done
        #7 DONE 0.2s
        """

    @Test func stepsAndWhatTheyPrintAreShownWithoutBookKeeping() {
        let (lines, log) = shown(Self.classic)
        #expect(
            lines == [
                "[2/3] COPY . /app (cached)", "[3/3] RUN make all", "  compiling", "  warning: [x] y",
                "[3/3] done in 1.6 s",
            ])
        #expect(log.failed == nil)
        #expect(log.summary.isEmpty)
    }

    @Test func aFailingRunIsNamedWithItsLastLines() {
        let (lines, log) = shown(
            """
            #5 [2/2] RUN make all
            #5 sha256:55aa
            #5 0.231 compiling
            #5 0.402 main.c:3: error
            #5 ERROR: executor failed running [/bin/sh -c make all]: exit code: 2
            ------
             > [2/2] RUN make all:
            #5 0.231 compiling
            #5 0.402 main.c:3: error
            ------
            executor failed running [/bin/sh -c make all]: exit code: 2
            """)
        #expect(lines.prefix(3) == ["[2/2] RUN make all", "  compiling", "  main.c:3: error"])
        #expect(log.failed?.step == "[2/2] RUN make all")
        #expect(log.failed?.error == "executor failed running [/bin/sh -c make all]: exit code: 2")
        #expect(log.failed?.output == ["compiling", "main.c:3: error"])
        // The summary repeats what was shown: nobody reads it twice.
        #expect(lines.count == 3)
    }

    @Test func buildxWordsAreReadTheSame() {
        let (lines, log) = shown(
            """
            #0 building with "default" instance using docker driver

            #1 [internal] load build definition from Dockerfile
            #1 transferring dockerfile: 75B 0.0s done
            #1 DONE 0.0s

            #4 [build 1/2] FROM docker.io/library/busybox:latest@sha256:aa
            #4 resolve docker.io/library/busybox:latest@sha256:aa 0.0s done
            #4 sha256:bb 2.22MB / 2.22MB 0.4s done
            #4 extracting sha256:bb 0.1s done
            #4 DONE 0.6s

            #5 [build 2/2] RUN false
            #5 0.106 about to
            #5 ...

            #6 [stage-1 2/2] COPY a /
            #6 CACHED

            #5 [build 2/2] RUN false
            #5 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1
            ------
             > [build 2/2] RUN false:
            0.106 about to
            ------
            Dockerfile:2
            --------------------
               1 |     FROM busybox AS build
               2 | >>> RUN false
               3 |
            --------------------
            ERROR: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1
            """)
        #expect(lines == ["[build 2/2] RUN false", "  about to", "[stage-1 2/2] COPY a / (cached)"])
        #expect(log.failed?.step == "[build 2/2] RUN false")
        #expect(log.failed?.error == #"process "/bin/sh -c false" did not complete successfully: exit code: 1"#)
        #expect(log.failed?.output == ["about to"])
    }

    @Test func aFailingCopyIsNamed() {
        let (_, log) = shown(
            """
            #4 [1/2] FROM docker.io/library/busybox
            #4 CACHED

            #5 [2/2] COPY missing /
            #5 ERROR: "/missing" not found: not found
            ------
             > [2/2] COPY missing /:
            ------
            failed to compute cache key: "/missing" not found: not found
            """)
        #expect(log.failed?.step == "[2/2] COPY missing /")
        #expect(log.failed?.error == #""/missing" not found: not found"#)
        #expect(log.failed?.output.isEmpty == true)
    }

    @Test func aMissingBaseImageIsNamedByItsStep() {
        let (lines, log) = shown(
            """
            #3 [internal] load metadata for docker.io/library/nowhere:latest
            #3 ERROR: pull access denied, repository does not exist or may require authorization
            ------
             > [internal] load metadata for docker.io/library/nowhere:latest:
            ------
            failed to solve with frontend dockerfile.v0: failed to create LLB definition: pull access denied
            """)
        #expect(lines.isEmpty)
        #expect(log.failed?.step == "[internal] load metadata for docker.io/library/nowhere:latest")
        #expect(log.failed?.error.hasPrefix("pull access denied") == true)
    }

    @Test func aDockerfileThatIsWrongIsInTheSummary() {
        let (lines, log) = shown(
            """
            #1 [internal] load build definition from Dockerfile
            #1 transferring dockerfile: 60B done
            #1 DONE 0.0s
            failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: unknown instruction: RUNN
            """)
        #expect(lines.isEmpty)
        #expect(log.failed == nil)
        #expect(log.summary.last?.hasSuffix("unknown instruction: RUNN") == true)
    }

    @Test func ofAFailingStepTheLastLinesAreKept() {
        var log = BuildLog()
        _ = log.lines(for: "#5 [2/2] RUN x")
        for number in 0..<100 { _ = log.lines(for: "#5 0.1 line \(number)") }
        _ = log.lines(for: "#5 ERROR: x")
        _ = log.lines(for: "#6 ERROR: context canceled")
        #expect(log.failed?.error == "x")
        #expect(log.failed?.output == (80..<100).map { "line \($0)" })
    }

    @Test func oddLinesAreNoMatter() {
        for line in [
            "", "#", "# ", "#5", "#5 ", "#5 ERROR", "#5 DONE", "#5 0.1", "#5 0.1 ", "#5 CANCELED", "\u{1b}[2J",
        ] {
            var log = BuildLog()
            _ = log.lines(for: line)
            #expect(log.failed == nil)
        }
    }
}
