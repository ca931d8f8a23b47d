using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Daprlet.Apps;

/// <summary>An app behind a sidecar: a real server on a free port, with one handler for everything.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _web;

    private TestApp(WebApplication web) => _web = web;

    public int Port => new Uri(_web.Urls.First()).Port;

    /// <param name="port">0 takes a free one.</param>
    /// <param name="protocols">HTTP/2 alone is spoken in clear text with prior knowledge.</param>
    public static async Task<TestApp> StartAsync(RequestDelegate handler, int port = 0, HttpProtocols protocols = HttpProtocols.Http1, bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenLocally(port, protocols, tls);
        });
        var web = builder.Build();
        web.Run(handler);
        await web.StartAsync();
        return new TestApp(web);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
