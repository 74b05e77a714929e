import Access
import Glibc

exit(shellMain(Array(CommandLine.arguments.dropFirst())))
