import Glibc
import Room

exit(keeperMain(Array(CommandLine.arguments.dropFirst())))
