import Receive
import System

runProgram(receiverMain)
