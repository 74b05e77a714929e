import Crashes
import Glibc
import Model
import System

/// `keeper [--data DIR]`: runs until a signal ends it.
public func keeperMain(_ arguments: [String]) -> Int32 {
    exitStatus {
        signal(SIGPIPE, SIG_IGN)
        var folder = Folder.current
        if arguments.count == 2, arguments[0] == "--data" {
            folder = Folder(arguments[1])
        } else if !arguments.isEmpty {
            throw Failure(
                .usage, "the keeper does not take \(arguments[0].quotedForPeople)", hint: "keeper [--data DIR]")
        }
        let recorder = try CrashRecorder(folder: folder, settings: .load(folder))
        Threads.start { recorder.run() }
        var keeper = try Keeper(folder)
        try keeper.run()
        return 0
    }
}
