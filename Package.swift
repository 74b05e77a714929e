// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A library of ours; its tests, where it has any, stand in Tests/<name>Tests.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A thin executable: one entry file that calls into a library.
func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func cLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "slipway",
    targets: [
        // C libraries, and a shim for each that has variadics or macros that Swift can't import.
        cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        cLibrary("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev"),
        cLibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        cLibrary("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        cLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        .target(name: "CCurlShim", dependencies: ["CCurl"]),
        .target(name: "CGit2Shim", dependencies: ["CGit2"]),
        .target(name: "CSystemShim", linkerSettings: [.linkedLibrary("crypt")]),

        // Libraries, by what each alone knows: docs/architecture.md.
        library("Model"),
        library("System", ["Model", "CSystemShim", "CCrypto"]),
        library("YAML", ["Model", "CYAML"]),
        library("Stack", ["Model", "System", "YAML"]),
        library("Store", ["Model", "System", "CSQLite"]),
        library("Repository", ["Model", "System", "CGit2", "CGit2Shim"]),
        library("Engine", ["Model", "System", "CCurl", "CCurlShim"]),
        library("Crashes", ["Model", "System", "Engine", "Store"]),
        library("Routing", ["Model", "System", "Engine", "Store"]),
        library("Pipeline", ["Model", "System"]),
        library("Receive", ["Pipeline", "Repository", "Stack", "Store", "YAML"]),
        library("Build", ["Pipeline", "Repository", "Engine"]),
        library("Push", ["Pipeline", "Engine"]),
        library("Deploy", ["Pipeline", "Engine", "Store", "Routing"]),
        library("Access", ["Store", "Pipeline"]),
        library("Room", ["Push", "Deploy", "Crashes"]),
        library("Server", ["Engine", "Access", "Routing"]),
        library("Doctor", ["Server", "Build"]),
        library("Commands", ["Server", "Deploy", "Doctor", "Receive", "Repository", "Room"]),

        // Executables.
        executable("receiver", ["Receive"]),
        executable("builder", ["Build"]),
        executable("pusher", ["Push"]),
        executable("runner", ["Deploy"]),
        executable("launcher", ["Pipeline"]),
        executable("router", ["Routing"]),
        executable("keeper", ["Room"]),
        executable("slipway", ["Commands"]),
        executable("slipway-shell", ["Access"]),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["Model", "System"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "bench", dependencies: ["TestSupport", "Engine"], path: "bench", swiftSettings: strict),
        tests("ModelTests", ["Model", "System", "TestSupport"]),
        tests("SystemTests", ["Model", "System", "TestSupport"]),
        tests("YAMLTests", ["YAML", "TestSupport"]),
        .testTarget(
            name: "StackTests", dependencies: ["Stack", "TestSupport"], exclude: ["Corpus", "FigCorpus"],
            swiftSettings: strict),
        tests("StoreTests", ["Store", "TestSupport"]),
        tests("RepositoryTests", ["Repository", "TestSupport"]),
        tests("EngineTests", ["Engine", "TestSupport"]),
        tests("CrashesTests", ["Crashes", "TestSupport"]),
        tests("RoutingTests", ["Routing", "TestSupport"]),
        tests("ReceiveTests", ["Receive", "TestSupport"]),
        tests("PipelineTests", ["Pipeline", "Store", "TestSupport"]),
        tests("BuildTests", ["Build", "TestSupport"]),
        tests("DeployTests", ["Deploy", "TestSupport"]),
        tests("RoomTests", ["Room", "TestSupport"]),
        tests("AccessTests", ["Access", "TestSupport"]),
        tests("DoctorTests", ["Doctor", "TestSupport"]),
        tests("CommandsTests", ["Commands", "TestSupport"]),
        // What trials deploy: a unit that fails as it is told to.
        .executableTarget(name: "trial-unit", path: "Tests/Unit", swiftSettings: strict),
        tests("EndToEnd", ["Crashes", "TestSupport", "Routing", "CSQLite", "trial-unit"]),
    ]
)

// scripts/fuzz builds this one, with --sanitize=fuzzer, which brings `main`.
if Context.environment["SLIPWAY_FUZZ"] != nil {
    package.products.append(.executable(name: "stack-fuzz", targets: ["stack-fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "stack-fuzz", dependencies: ["Stack", "System", "YAML"], path: "fuzz", exclude: ["seeds"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"]), .enableExperimentalFeature("Extern")]))
}
