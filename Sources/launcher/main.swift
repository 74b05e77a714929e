import Pipeline
import System

runProgram { arguments in
    exitStatus {
        guard arguments.count == 1 else { return 64 }
        return try AfterPush.run(script: arguments[0])
    }
}
