using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>
/// The line between Orders and its sidecar, over which everything goes that Orders saves, calls, registers and publishes. It goes
/// dead for a customer at any request, which is what the death of the process looks like to the order, and works again for the next process.
/// </summary>
internal sealed partial class SidecarLine : IAsyncDisposable
{
    private static readonly string[] OfConnection = ["Connection", "Host", "Transfer-Encoding", "Keep-Alive", "Content-Length"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _sidecar = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly ConcurrentDictionary<string, Life> _lives = new();
    private volatile int _sidecarPort;

    private SidecarLine(WebApplication app) => _app = app;

    public static async Task<SidecarLine> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var line = new SidecarLine(app);
        app.Run(line.PassAsync);
        await app.StartAsync();
        return line;
    }

    /// <summary>Leads to a sidecar from now on, for everybody.</summary>
    /// <returns>The port at which the line begins.</returns>
    public int Connect(int sidecarPort)
    {
        _sidecarPort = sidecarPort;
        foreach (var life in _lives.Values) life.Revive();
        return new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Watches what Orders does for a customer.</summary>
    public Life Watch(Guid user) => _lives.GetOrAdd($"{user}", _ => new Life());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _sidecar.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var (life, request) = Read(context.Request, Encoding.UTF8.GetString(body.ToArray()));
        if (life?.Begin(request) == false)
        {
            context.Abort();
            return;
        }

        using var answer = await ForwardAsync(context, body.ToArray());
        var content = await answer.Content.ReadAsByteArrayAsync();
        if (life?.End(request) == false)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfConnection.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        if (answer.StatusCode != HttpStatusCode.NoContent) await context.Response.Body.WriteAsync(content);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), $"http://127.0.0.1:{_sidecarPort}{context.Request.GetEncodedPathAndQuery()}");
        if (body.Length > 0) request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in context.Request.Headers.Where(header => !OfConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return await _sidecar.SendAsync(request, CancellationToken.None);
    }

    // Whose it is: the id of the customer or of their order stands in the path or the body of whatever changes something.
    private (Life? Life, LineRequest Request) Read(HttpRequest request, string body)
    {
        var path = request.Path.Value!;
        var life = Ids().Matches(path).Concat(Ids().Matches(body)).Select(id => _lives.GetValueOrDefault(id.Value)).FirstOrDefault(one => one is not null);
        if (life is { OrderId: null } && path.Contains("/OrderActor/", StringComparison.Ordinal))
        {
            life.OrderId = Guid.Parse(Ids().Match(path).Value);
            _lives[$"{life.OrderId}"] = life;
        }

        var what = Ids().Replace($"{request.Method} {path} {Keys().Match(body).Value}", "*").TrimEnd();
        return (life, new LineRequest(what, isWrite: !HttpMethods.IsGet(request.Method) && !path.EndsWith("/bulk", StringComparison.Ordinal)));
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture)]
    private static partial Regex Ids();

    [GeneratedRegex("(?<=\"key\": ?\")[^\"]+")]
    private static partial Regex Keys();
}

/// <summary>A request of Orders to its sidecar.</summary>
internal sealed class LineRequest(string what, bool isWrite)
{
    /// <summary>Method, path, and the key if it has one, with a star for each id.</summary>
    public string What => what;

    /// <summary>Whether it may change anything.</summary>
    public bool IsWrite => isWrite;
}
