import Push
import System

runProgram(pusherMain)
