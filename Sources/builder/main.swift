import Build
import System

runProgram(builderMain)
