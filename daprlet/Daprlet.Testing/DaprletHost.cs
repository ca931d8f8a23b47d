using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Testing;

/// <summary>
/// daprlet as a library: a real sidecar inside a test process, on free ports, started in milliseconds.
/// <code>
/// var network = new SidecarNetwork(); // sidecars that share one can invoke each other's apps
/// await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
/// {
///     AppId = "orders",
///     Network = network,
///     Components = [DaprletHost.Component("orders-state", "state.in-memory")], // or ResourcesPaths = ["components/embedded"]
/// });
/// var settings = sidecar.AppEnvironment(); // DAPR_HTTP_PORT and the rest, for the app's configuration
/// sidecar.ConnectApp(port);                // where the app under test listens, once it does
/// await sidecar.ReadyAsync(timeout);       // its subscriptions have started
/// </code>
/// </summary>
public static class DaprletHost
{
    /// <summary>Starts a sidecar on free ports of the loopback address.</summary>
    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    /// <exception cref="Components.ComponentException">A component cannot be initialised.</exception>
    public static async Task<Sidecar> StartAsync(SidecarOptions options, CancellationToken cancellationToken = default)
    {
        var sidecar = new Sidecar(options);
        try
        {
            await sidecar.StartAsync(cancellationToken);
            return sidecar;
        }
        catch
        {
            await sidecar.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sidecar for <paramref name="appId"/> with components from code or from YAML (see <see cref="ComponentFrom"/>).</summary>
    public static Task<Sidecar> StartAsync(string appId, params ComponentManifest[] components) =>
        StartAsync(new SidecarOptions { AppId = appId, Components = components });

    /// <summary>A component from code.</summary>
    /// <param name="type">Such as <c>state.in-memory</c>.</param>
    public static ComponentManifest Component(string name, string type, params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        var items = new List<MetadataItem>();
        foreach (var (key, value) in metadata)
            items.Add(new MetadataItem { Name = key, Value = value });
        return new ComponentManifest { Metadata = new() { Name = name }, Spec = new() { Type = type, Version = "v1", Metadata = items } };
    }

    /// <summary>A component from the YAML of its resource.</summary>
    /// <exception cref="ResourceException">The text is not a component.</exception>
    public static ComponentManifest ComponentFrom(string yaml) =>
        YamlJson.Parse(yaml) is System.Text.Json.Nodes.JsonObject root
            ? new ResourceDocument("(code)", "dapr.io/v1alpha1", "Component", root).Decode<ComponentManifest>()
            : throw new ResourceException(null, null, "not a YAML mapping");

    /// <summary>Waits until the sidecar is ready: its app reachable, its subscriptions started.</summary>
    /// <exception cref="TimeoutException">It was not ready in time.</exception>
    public static Task ReadyAsync(this Sidecar sidecar, TimeSpan timeout) => sidecar.Health.Ready.WaitAsync(timeout);
}
