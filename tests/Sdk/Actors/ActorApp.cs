using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Dapr.Actors.Runtime;
using DaprShop.Tests.Sdk.AspNetCore;
using DaprShop.Tests.Sdk.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>An app that hosts actors, and a sidecar that has their state in a map and answers 204 to all else.</summary>
internal sealed class ActorApp : IAsyncDisposable
{
    private readonly TestApp _app;

    private ActorApp(TestApp app, RecordingSidecar sidecar, Journal journal)
    {
        _app = app;
        Sidecar = sidecar;
        Journal = journal;
        sidecar.Answer = Answer;
    }

    public RecordingSidecar Sidecar { get; }

    public Journal Journal { get; }

    /// <summary>The states by name; the actors of a test share them.</summary>
    public ConcurrentDictionary<string, string> State { get; } = new();

    /// <summary>Headers of answers that give a state.</summary>
    public (string Name, string Value)[] StateHeaders { get; set; } = [];

    /// <summary>What is answered instead, if it is not null.</summary>
    public Func<RecordedRequest, RecordedAnswer?> Instead { get; set; } = _ => null;

    public static async Task<ActorApp> StartAsync(Action<ActorRuntimeOptions>? configure = null, Action<IServiceCollection>? addServices = null)
    {
        var sidecar = await RecordingSidecar.StartAsync();
        var journal = new Journal();
        var app = await TestApp.StartAsync(app => app.MapActorsHandlers(), builder =>
        {
            builder.Configuration["DAPR_HTTP_ENDPOINT"] = sidecar.Endpoint;
            builder.Configuration["DAPR_API_TOKEN"] = "secret";
            builder.Services.AddSingleton(journal).AddScoped<ScopeMark>();
            addServices?.Invoke(builder.Services);
            builder.Services.AddActors(options =>
            {
                options.Actors.RegisterActor<SampleActor>();
                configure?.Invoke(options);
            });
        });
        return new ActorApp(app, sidecar, journal);
    }

    /// <summary>What the sidecar would send.</summary>
    public Task<HttpResponseMessage> PutAsync(string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = body is null ? null : new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _app.Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> DeleteAsync(string path) => _app.Client.DeleteAsync(path);

    public Task<HttpResponseMessage> GetAsync(string path) => _app.Client.GetAsync(path);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Sidecar.DisposeAsync();
    }

    private RecordedAnswer Answer(RecordedRequest request)
    {
        if (Instead(request) is { } answer)
            return answer;
        if (request is { Method: "PUT", Target: var target } && target.EndsWith("/state", StringComparison.Ordinal))
            Save(request.Body);
        if (request.Method != "GET" || !request.Target.Contains("/state/", StringComparison.Ordinal))
            return RecordedAnswer.NoContent;

        return State.TryGetValue(Uri.UnescapeDataString(request.Target.Split('/')[^1]), out var value)
            ? new RecordedAnswer(HttpStatusCode.OK, value, StateHeaders)
            : RecordedAnswer.NoContent;
    }

    private void Save(string transaction)
    {
        foreach (var operation in JsonDocument.Parse(transaction).RootElement.EnumerateArray())
        {
            var request = operation.GetProperty("request");
            var name = request.GetProperty("key").GetString()!;
            if (operation.GetProperty("operation").GetString() == "delete")
                State.TryRemove(name, out _);
            else
                State[name] = request.GetProperty("value").GetRawText();
        }
    }
}
