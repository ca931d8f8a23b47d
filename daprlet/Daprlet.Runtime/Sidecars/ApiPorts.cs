namespace Daprlet.Sidecars;

/// <summary>The ports on which one sidecar serves Dapr's API.</summary>
/// <param name="Grpc">Null for a sidecar without gRPC.</param>
public readonly record struct ApiPorts(int Http, int? Grpc);
