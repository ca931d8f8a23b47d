using Dapr.Actors;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Sdk.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>An app that hosts actors behind a real sidecar, with API tokens and a state store.</summary>
internal sealed class ActorsOnDaprlet : IAsyncDisposable
{
    private const string Token = "secret";

    private readonly TestApp _app;
    private readonly global::Daprlet.Hosting.Sidecar _sidecar;
    private readonly string? _folder;

    private ActorsOnDaprlet(TestApp app, global::Daprlet.Hosting.Sidecar sidecar, Journal journal, IActorProxyFactory proxies, string? folder)
    {
        _app = app;
        _sidecar = sidecar;
        Journal = journal;
        Proxies = proxies;
        _folder = folder;
    }

    public Journal Journal { get; }

    /// <summary>The app's own factory.</summary>
    public IActorProxyFactory Proxies { get; }

    public ISampleActor Actor(string id = "1") => Proxies.CreateActorProxy<ISampleActor>(new ActorId(id), "Sample");

    /// <param name="durable">Whether states are kept in SQLite instead of memory.</param>
    public static async Task<ActorsOnDaprlet> StartAsync(Action<ActorRuntimeOptions>? configure = null, bool durable = false)
    {
        var folder = durable ? Directory.CreateTempSubdirectory("sdk-actors-").FullName : null;
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "tests",
            DaprApiToken = Token,
            Components =
            [
                folder is null
                    ? DaprletHost.Component("store", "state.in-memory", ("actorStateStore", "true"))
                    : DaprletHost.Component("store", "state.sqlite", ("actorStateStore", "true"), ("connectionString", Path.Combine(folder, "actors.db"))),
            ],
        });

        var journal = new Journal();
        IActorProxyFactory proxies = null!;
        var app = await TestApp.StartAsync(
            app =>
            {
                app.MapActorsHandlers();
                proxies = app.Services.GetRequiredService<IActorProxyFactory>();
            },
            builder =>
            {
                builder.Configuration["DAPR_HTTP_PORT"] = $"{sidecar.HttpPort}";
                builder.Configuration["DAPR_API_TOKEN"] = Token;
                builder.Services.AddSingleton(journal).AddScoped<ScopeMark>();
                builder.Services.AddActors(options =>
                {
                    options.Actors.RegisterActor<SampleActor>();
                    configure?.Invoke(options);
                });
            });
        sidecar.ConnectApp(app.Client.BaseAddress!.Port);
        await sidecar.ReadyAsync(TimeSpan.FromSeconds(60));
        return new ActorsOnDaprlet(app, sidecar, journal, proxies, folder);
    }

    /// <summary>Waits until the journal has an entry.</summary>
    public async Task SeeAsync(string entry)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Journal.Entries.Contains(entry))
            await Task.Delay(20, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _sidecar.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
