import Commands
import System

runProgram(slipwayMain)
