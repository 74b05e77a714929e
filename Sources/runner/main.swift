import Deploy
import System

runProgram(runnerMain)
