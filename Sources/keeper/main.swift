import Room
import System

runProgram(keeperMain)
