import Glibc
import Model
import Routing
import System

exit(
    exitStatus(of: {
        try RouterCommand.run(CommandLine.arguments) { _, _ in throw Failure(.software, "not wired yet") }
    }))
