import Glibc
import Pipeline
import System

exit(
    exitStatus {
        guard CommandLine.arguments.count == 2 else { return 64 }
        return try AfterPush.run(script: CommandLine.arguments[1])
    })
