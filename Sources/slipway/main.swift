import Commands
import Glibc

exit(slipwayMain(Array(CommandLine.arguments.dropFirst())))
