namespace Daprlet.GrpcApi;

/// <summary>What a call's path asks for.</summary>
internal readonly ref struct GrpcPath(string path)
{
    private const string Dapr = "/dapr.proto.runtime.v1.Dapr/";
    private const string DaprPackages = "/dapr.proto.runtime.";
    private const string Workflow = "/TaskHubSidecarService/";
    private const string Reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private const string ReflectionAlpha = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

    /// <summary>Whether it is a service of Dapr's, be it one that apps serve.</summary>
    public bool IsDapr => path.StartsWith(DaprPackages, StringComparison.Ordinal);

    /// <summary>Whether it is the service through which workers run workflows.</summary>
    public bool IsWorkflow => path.StartsWith(Workflow, StringComparison.Ordinal);

    /// <summary>The name of the method if the service is Dapr's API, else empty.</summary>
    public string ApiMethod => path.StartsWith(Dapr, StringComparison.Ordinal) ? path[Dapr.Length..] : "";

    /// <summary>Whether the sidecar itself serves the method.</summary>
    public bool IsServed => path is Reflection or ReflectionAlpha || ApiGroups.Has(ApiMethod);

    /// <summary>The building block that daprlet lacks for the method, or null.</summary>
    public string? MissingBlock => IsWorkflow ? "workflow" : ApiGroups.MissingBlockOf(ApiMethod);
}
