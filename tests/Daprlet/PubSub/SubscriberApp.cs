using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>An app with subscriptions: notes what it gets and answers as the test says.</summary>
internal sealed class SubscriberApp : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Received> _received = [];
    private readonly string _subscriptions;
    private readonly Func<Received, IResult> _answer;
    private TestApp? _app;

    private SubscriberApp(string subscriptions, Func<Received, IResult>? answer)
    {
        _subscriptions = subscriptions;
        _answer = answer ?? (_ => Results.Ok());
    }

    public int Port => _app!.Port;

    public IReadOnlyList<Received> All => [.. _received];

    public static async Task<SubscriberApp> StartAsync(string subscriptions, Func<Received, IResult>? answer = null)
    {
        var subscriber = new SubscriberApp(subscriptions, answer);
        subscriber._app = await TestApp.StartAsync(subscriber.HandleAsync);
        return subscriber;
    }

    /// <summary>Waits until a condition holds for what has been received.</summary>
    public async Task<IReadOnlyList<Received>> UntilAsync(Func<IReadOnlyList<Received>, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition(All))
            await Task.Delay(10, limit.Token);
        return All;
    }

    public ValueTask DisposeAsync() => _app!.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Path == "/dapr/subscribe")
        {
            await http.Response.WriteAsync(_subscriptions);
            return;
        }
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = 404;
            return;
        }
        using var reader = new StreamReader(http.Request.Body);
        var received = new Received(http.Request.Path, JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject(), http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _received.Enqueue(received);
        await _answer(received).ExecuteAsync(http);
    }
}

/// <summary>A delivery as the app saw it.</summary>
internal sealed record Received(string Path, JsonObject Event, IReadOnlyDictionary<string, string> Headers)
{
    public string? Data => Event["data"]?.ToString();
}
