using System.Net;
using System.Text;
using Dapr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.Client;

/// <summary>A server that notes what a client sends, byte for byte, and answers what a test says: it shows the form of requests.</summary>
internal sealed class RecordingSidecar : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly List<RecordedRequest> _requests = [];

    private RecordingSidecar()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Func<RecordedRequest, RecordedAnswer> Answer { get; set; } = _ => RecordedAnswer.NoContent;

    public string Endpoint => _server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public RecordedRequest Request => Assert.Single(Requests);

    public static async Task<RecordingSidecar> StartAsync()
    {
        var sidecar = new RecordingSidecar();
        sidecar._server.Urls.Add("http://127.0.0.1:0");
        await sidecar._server.StartAsync();
        return sidecar;
    }

    public DaprClient CreateClient(Action<DaprClientBuilder>? configure = null)
    {
        var builder = new DaprClientBuilder().UseHttpEndpoint(Endpoint);
        configure?.Invoke(builder);
        return builder.Build();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new RecordedRequest(context.Request.Method, target, headers, Encoding.UTF8.GetString(body.ToArray()));
        lock (_requests)
            _requests.Add(request);

        var answer = Answer(request);
        context.Response.StatusCode = (int)answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length > 0)
            await context.Response.WriteAsync(answer.Body);
    }
}

internal sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

internal sealed record RecordedAnswer(HttpStatusCode Status, string Body, params (string Name, string Value)[] Headers)
{
    public static readonly RecordedAnswer NoContent = new(HttpStatusCode.NoContent, "");

    public static RecordedAnswer Json(string body, params (string Name, string Value)[] headers) => new(HttpStatusCode.OK, body, headers);

    public static RecordedAnswer Error(HttpStatusCode status, string code = "ERR_TEST", string message = "it failed") =>
        new(status, $$"""{"errorCode":"{{code}}","message":"{{message}}"}""");
}
