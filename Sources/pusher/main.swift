import Glibc
import Push

exit(pusherMain(Array(CommandLine.arguments.dropFirst())))
