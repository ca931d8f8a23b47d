using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Sdk;

/// <summary>HTTP both ways.</summary>
public sealed class HttpApp(NodePackages packages) : AppPair(packages, "sdk-app.mjs", "http", "http"), ICollectionFixture<HttpApp>;

/// <summary>An app that calls its sidecar over gRPC, and is called over HTTP.</summary>
public sealed class GrpcClientApp(NodePackages packages) : AppPair(packages, "sdk-app.mjs", "http", "grpc"), ICollectionFixture<GrpcClientApp>;

/// <summary>gRPC both ways. The SDK hosts no actors so.</summary>
public sealed class GrpcApp(NodePackages packages) : AppPair(packages, "sdk-app.mjs", "grpc", "grpc"), ICollectionFixture<GrpcApp>;
