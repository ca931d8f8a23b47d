using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>The listening side of one sidecar: its API port and, when asked for, its public and internal ports, each with a pipeline of its own.</summary>
internal sealed class SidecarServer(SidecarOptions options) : IAsyncDisposable
{
    private readonly List<Listener> _listeners = [];
    private WebApplication? _web;

    /// <summary>Adds a port; to be called before <see cref="StartAsync"/>.</summary>
    public void Listen(IReadOnlyList<string> addresses, int port, RequestDelegate handler) =>
        _listeners.Add(new Listener(addresses, port, handler));

    /// <summary>Starts to listen; answers the ports in the order in which they were added.</summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public async Task<IReadOnlyList<int>> StartAsync(CancellationToken cancellationToken)
    {
        _web = Build();
        await _web.StartAsync(cancellationToken);
        var bound = _web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToList();
        var ports = new List<int>();
        var next = 0;
        foreach (var listener in _listeners)
        {
            ports.Add(BindingAddress.Parse(bound[next]).Port);
            next += listener.AddressCount;
        }
        return ports;
    }

    /// <summary>Stops to listen and waits for the requests under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _web?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _web?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(options.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = options.ReadBufferBytes;
            kestrel.Limits.MaxRequestLineSize = Math.Max(options.ReadBufferBytes, 8 * 1024);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            foreach (var listener in _listeners)
                listener.Bind(kestrel);
        });
        var web = builder.Build();
        web.Run(http => http.Features.GetRequiredFeature<Listener>().Handler(http));
        return web;
    }

    private sealed class Listener(IReadOnlyList<string> addresses, int port, RequestDelegate handler)
    {
        public RequestDelegate Handler => handler;

        public int AddressCount => Math.Max(1, addresses.Count);

        public void Bind(KestrelServerOptions kestrel)
        {
            if (addresses.Count == 0)
                kestrel.ListenAnyIP(port, Mark);
            foreach (var address in addresses)
                kestrel.Listen(address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address), port, Mark);
        }

        private void Mark(ListenOptions options)
        {
            options.Protocols = HttpProtocols.Http1AndHttp2;
            options.Use(next => connection =>
            {
                connection.Features.Set(this);
                return next(connection);
            });
        }
    }
}
