#nullable disable annotations
namespace Dapr.Client;

/// <summary>A component that the sidecar has loaded; capabilities are Dapr's words, for example <c>ETAG</c>.</summary>
public sealed class DaprComponentsMetadata(string name, string type, string version, string[] capabilities)
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    public string Version { get; } = version;

    public string[] Capabilities { get; } = capabilities;
}
