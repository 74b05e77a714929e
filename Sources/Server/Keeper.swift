import Model
import System

/// The `keeper`, which removes what no release needs.
enum Keeper {
    static func prepare(_ folder: Folder, _ account: Account) throws { try account.folder(folder.keeper) }

    static func daemon(_ folder: Folder, _ account: Account, _ installation: Installation) -> Daemon {
        Daemon(
            name: "keeper", arguments: account.command(["\(installation.programs)/keeper", "--data", folder.root]),
            grace: 2)
    }
}
