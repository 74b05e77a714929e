import Glibc
import Routing

exit(routerMain(CommandLine.arguments))
