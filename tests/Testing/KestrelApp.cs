using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace DaprShop.Testing;

/// <summary>A real app behind a real server, on a port of its own.</summary>
public sealed class KestrelApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelApp(WebApplication app) => _app = app;

    /// <summary>What the app has registered.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>Starts an app.</summary>
    /// <param name="map">Its routes.</param>
    /// <param name="configure">Its services and settings.</param>
    public static async Task<KestrelApp> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new KestrelApp(app);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
