import Access
import System

runProgram(shellMain)
