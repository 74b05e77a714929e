import Routing
import System

runProgram { arguments in exitStatus { try RouterCommand.run(arguments) } }
