import Glibc
import Receive

exit(receiverMain(Array(CommandLine.arguments.dropFirst())))
