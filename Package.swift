// swift-tools-version: 6.2
import PackageDescription

// One section a layer, lowest first; each target hides one thing (docs/overview.md).
let package = Package(
    name: "folio",
    products: [
        .executable(name: "foliod", targets: ["foliod"]),
        .executable(name: "folio", targets: ["folio"]),
        .library(name: "FolioAdapterKit", targets: ["FolioAdapterKit", "FolioModel"]),
        .library(name: "FolioClient", targets: ["FolioClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // MARK: C

        .target(name: "CSys"),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),

        .systemLibrary(
            name: "CCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),

        // MARK: Values and rules

        .target(name: "FolioModel"),
        .testTarget(name: "FolioModelTests", dependencies: ["FolioModel"]),

        .target(name: "FolioEngine", dependencies: ["FolioModel"]),
        .testTarget(
            name: "FolioEngineTests",
            dependencies: ["FolioEngine", "FolioModel"],
            resources: [.copy("Fixtures")]
        ),

        // MARK: Boundaries

        .target(name: "FolioCrypto", dependencies: ["CCrypto"]),
        .testTarget(name: "FolioCryptoTests", dependencies: ["FolioCrypto"]),

        .target(
            name: "FolioAdapterKit",
            dependencies: ["FolioModel", "CSys", "CCurl"]
        ),
        .testTarget(name: "FolioAdapterKitTests", dependencies: ["FolioAdapterKit", "FolioModel"]),

        .target(
            name: "FolioStore",
            dependencies: [
                "FolioModel", "CSys",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "FolioStoreTests",
            dependencies: ["FolioStore", "FolioModel", .product(name: "GRDB", package: "GRDB.swift")]
        ),

        .target(
            name: "FolioRPC",
            dependencies: [
                "FolioModel", "CSys",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "FolioClient", dependencies: ["FolioModel"]),
        .testTarget(name: "FolioRPCTests", dependencies: ["FolioRPC", "FolioClient", "FolioModel"]),

        // MARK: Adapters

        .target(
            name: "PlaidAdapter",
            dependencies: ["FolioAdapterKit", "FolioModel"],
            path: "Plugins/Plaid",
            exclude: ["README.md"]
        ),
        .testTarget(
            name: "PlaidAdapterTests",
            dependencies: ["PlaidAdapter", "FolioAdapterKit", "FolioModel", "FolioSandbox"],
            resources: [.copy("Fixtures")]
        ),

        .target(
            name: "AlpacaAdapter",
            dependencies: ["FolioAdapterKit", "FolioModel"],
            path: "Plugins/Alpaca",
            exclude: ["README.md"]
        ),
        .testTarget(
            name: "AlpacaAdapterTests",
            dependencies: ["AlpacaAdapter", "FolioAdapterKit", "FolioModel", "FolioSandbox"],
            resources: [.copy("Fixtures")]
        ),

        .target(
            name: "CSVAdapter",
            dependencies: ["FolioAdapterKit", "FolioModel", "FolioCrypto"],
            path: "Plugins/CSV",
            exclude: ["README.md"]
        ),
        .testTarget(
            name: "CSVAdapterTests",
            dependencies: ["CSVAdapter", "FolioAdapterKit", "FolioModel"],
            resources: [.copy("Fixtures")]
        ),

        .target(
            name: "FMPAdapter",
            dependencies: ["FolioAdapterKit", "FolioModel"],
            path: "Plugins/FMP",
            exclude: ["README.md"]
        ),
        .testTarget(
            name: "FMPAdapterTests",
            dependencies: ["FMPAdapter", "FolioAdapterKit", "FolioModel", "FolioSandbox"],
            resources: [.copy("Fixtures")]
        ),

        .target(
            name: "FolioSandbox",
            dependencies: [
                "FolioModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "FolioSandboxTests",
            dependencies: ["FolioSandbox", "FolioModel"],
            resources: [.copy("Fixtures")]
        ),

        // MARK: For authors of adapters

        .target(
            name: "FolioConformance",
            dependencies: [
                "FolioAdapterKit", "FolioModel", "CSys",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .executableTarget(
            name: "TinyAdapter",
            dependencies: ["FolioAdapterKit", "FolioModel"],
            path: "docs/examples/tiny"
        ),
        .testTarget(
            name: "FolioConformanceTests",
            dependencies: [
                "FolioConformance", "FolioAdapterKit", "FolioModel", "FolioSandbox", "PlaidAdapter", "AlpacaAdapter",
                "CSVAdapter", "FMPAdapter", "TinyAdapter", "foliod",
            ]
        ),

        // MARK: The daemon and its command line

        .target(
            name: "FolioDaemon",
            dependencies: [
                "FolioModel", "FolioEngine", "FolioAdapterKit", "FolioStore", "FolioRPC", "FolioCrypto", "CSys",
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "FolioDaemonTests",
            dependencies: [
                "FolioDaemon", "FolioModel", "FolioEngine", "FolioAdapterKit", "FolioStore", "FolioRPC", "FolioClient",
                "FolioSandbox", "PlaidAdapter", "AlpacaAdapter", "CSVAdapter", "FMPAdapter", "CSys", "foliod", "folio",
                "HostileAdapter",
            ]
        ),
        // An adapter that does one thing wrong, for the supervisor's tests.
        .executableTarget(name: "HostileAdapter", path: "Tests/HostileAdapter"),

        .target(name: "FolioCLI", dependencies: ["FolioClient", "FolioModel", "CSys"]),
        .testTarget(name: "FolioCLITests", dependencies: ["FolioCLI", "FolioClient", "FolioModel"]),

        .executableTarget(
            name: "foliod",
            dependencies: [
                "FolioDaemon", "FolioConformance", "FolioSandbox", "FolioAdapterKit", "FolioClient", "FolioModel",
                "PlaidAdapter", "AlpacaAdapter", "CSVAdapter", "FMPAdapter",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "folio",
            dependencies: [
                "FolioCLI", "FolioClient", "FolioModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        // MARK: Measuring

        .executableTarget(
            name: "FolioBenchmarks",
            dependencies: [
                "FolioDaemon", "FolioSandbox", "FolioAdapterKit", "FolioCrypto", "FolioEngine", "FolioModel",
                "FolioRPC",
                "FolioStore", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Benchmarks/Figures"
        ),

        // MARK: Readers under any bytes

        .target(
            name: "FolioFuzzing",
            dependencies: [
                "FolioRPC", "FolioDaemon", "FolioAdapterKit", "FolioModel", "PlaidAdapter", "AlpacaAdapter",
                "CSVAdapter", "FMPAdapter",
            ],
            path: "Tests/Fuzz/Targets"
        ),
        .testTarget(name: "FuzzCorpusTests", dependencies: ["FolioFuzzing"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("ImmutableWeakCaptures"),
            .enableUpcomingFeature("InferIsolatedConformances"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .treatAllWarnings(as: .error),
            .treatWarning("DeprecatedDeclaration", as: .warning),
        ]
}
