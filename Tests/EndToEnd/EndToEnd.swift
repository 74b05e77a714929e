import TestSupport
import Testing

/// Everything on real parts. The suites share one server, so they run one after another.
@Suite(.serialized, .enabled(if: TestServer.isPossible, "run by scripts/in-namespace: make test"))
struct EndToEnd {}
