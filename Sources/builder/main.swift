import Glibc
import Build

exit(builderMain(Array(CommandLine.arguments.dropFirst())))
