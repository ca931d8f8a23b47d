using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>
/// An app's view of its Dapr sidecar. Get one from <see cref="DaprClientBuilder"/> or <c>AddDaprClient</c>, and share it: it is safe
/// to use from several threads at once. A call that the sidecar refuses, or that does not reach it, throws a <see cref="DaprException"/>.
/// </summary>
public abstract partial class DaprClient : IDisposable
{
    private bool _disposed;

    protected DaprClient()
    {
    }

    /// <summary>The options with which values, events and requests are written and read.</summary>
    public abstract JsonSerializerOptions JsonSerializerOptions { get; }

    public void Dispose()
    {
        if (_disposed)
            return;

        Dispose(disposing: true);
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>The name and version with which the SDK introduces itself.</summary>
    protected static ProductInfoHeaderValue UserAgent()
    {
        var version = typeof(DaprClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return new ProductInfoHeaderValue("dapr-sdk-dotnet", $"v{version}");
    }
}
