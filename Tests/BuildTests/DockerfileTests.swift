import Testing

@testable import Build

@Suite struct DockerfileTests {
    static let cases: [(name: String, text: String, bases: [String])] = [
        ("one", "FROM busybox\n", ["busybox"]),
        ("lower case and indented", "  from busybox:1.36 as x\n", ["busybox:1.36"]),
        ("no line end", "FROM busybox", ["busybox"]),
        ("CRLF", "FROM busybox\r\nRUN x\r\nFROM alpine\r\n", ["busybox", "alpine"]),
        ("digest and host", "FROM r:5000/a/b@sha256:0123\n", ["r:5000/a/b@sha256:0123"]),
        ("scratch", "FROM scratch\nCOPY a /\n", []),
        (
            "stages", "FROM go AS Build\nRUN x\nFROM build AS test\nFROM busybox\nCOPY --from=build /a /\n",
            ["go", "busybox"]
        ),
        ("a stage before it is one", "FROM build\nFROM go AS build\n", ["build", "go"]),
        ("each once", "FROM a\nFROM a\nFROM b\n", ["a", "b"]),
        ("platform", "FROM --platform=$BUILDPLATFORM go AS b\nFROM --platform=linux/amd64 a\n", ["go", "a"]),
        ("ARG", "ARG V=1\nARG I=base\nFROM $I:${V}\n", ["base:1"]),
        ("ARG without a value", "ARG V\nFROM base:${V:-2}\n", ["base:2"]),
        ("ARG of several", "ARG A=x B=y\nFROM $A-$B\n", ["x-y"]),
        ("ARG quoted", "ARG A=\"x:1\"\nARG B='y'\nFROM $A\nFROM ${B}\n", ["x:1", "y"]),
        ("ARG of ARG", "ARG V=3\nARG I=base:$V\nFROM $I\n", ["base:3"]),
        ("ARG in a stage is none", "FROM a\nARG V=9\nFROM b:${V:-1}\n", ["a", "b:1"]),
        ("ARG alternative", "ARG V=1\nFROM base${V:+-slim}\n", ["base-slim"]),
        ("quoted", "FROM \"busybox\"\n", ["busybox"]),
        ("comments", "# FROM x\n\n  # FROM y\nFROM a # b\n", ["a"]),
        ("continuation", "FROM \\\n  busybox \\\n  AS x\nFROM x\n", ["busybox"]),
        ("comment within a continuation", "RUN a \\\n# FROM x\n  b\nFROM c\n", ["c"]),
        ("continued RUN is no FROM", "FROM a\nRUN x \\\n  FROM b\n", ["a"]),
        ("continuation with space behind it", "FROM a\nRUN x \\  \n  && y \\\t\nFROM b\nFROM c\n", ["a", "c"]),
        ("syntax directive", "# syntax=docker/dockerfile:1\nFROM a\n", ["a"]),
        ("escape directive", "# escape=`\nFROM `\n  busybox\nRUN dir c:\\\nFROM b\n", ["busybox", "b"]),
        ("escape elsewhere is a comment", "FROM a\n# escape=`\nRUN x \\\n  FROM c\nFROM b\n", ["a", "b"]),
        ("heredoc", "FROM a\nRUN <<EOF\nFROM b\nEOF\nFROM c\n", ["a", "c"]),
        ("heredoc with a dash, quoted", "FROM a\nCOPY <<-'E' /x\n  FROM (select\n\tE\nFROM c\n", ["a", "c"]),
        ("two heredocs", "FROM a\nCOPY <<A <<B /x/\nFROM b\nA\nFROM c\nB\nFROM d\n", ["a", "d"]),
        ("a shift is no heredoc", "FROM a\nRUN echo $((1<<2))\nFROM b\n", ["a", "b"]),
        (
            "copied from an image", "FROM a\nCOPY --from=tools:1 /x /\nADD --from=b --chown=0 /y /\n",
            ["a", "tools:1", "b"]
        ),
        ("copied from a stage", "FROM a AS s\nFROM b\nCOPY --from=S /x /\nCOPY --from=0 /y /\n", ["a", "b"]),
        ("mounted from an image", "FROM a\nRUN --mount=type=bind,from=tools,target=/t make\n", ["a", "tools"]),
        ("an unknown variable", "FROM $NOWHERE\n", []),
        ("empty", "", []),
        ("nonsense", "FROM\nFROM --platform=x\n\\\n", []),
    ]

    @Test(arguments: cases.map(\.name)) func basesAreWhatBuildKitWouldLoad(name: String) throws {
        let example = try #require(Self.cases.first { $0.name == name })
        #expect(Dockerfile(example.text).bases == example.bases)
    }
}
