import Glibc
import Deploy

exit(runnerMain(Array(CommandLine.arguments.dropFirst())))
