import Glibc
import Routing
import System

exit(exitStatus(of: { try RouterCommand.run(CommandLine.arguments) }))
