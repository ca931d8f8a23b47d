using Dapr.Actors;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.DaprSdk.Actors;

/// <summary>An app that hosts <see cref="CounterActor"/> behind a sidecar with API tokens and a state store. As in the shop, actors and their callers speak JSON.</summary>
internal sealed class ActorApp : IAsyncDisposable
{
    private readonly KestrelApp _app;
    private readonly Sidecar _sidecar;

    private ActorApp(KestrelApp app, Sidecar sidecar) => (_app, _sidecar) = (app, sidecar);

    public Journal Journal => _app.Services.GetRequiredService<Journal>();

    /// <summary>The app's own factory.</summary>
    public IActorProxyFactory Proxies => _app.Services.GetRequiredService<IActorProxyFactory>();

    public ICounter Actor(string id = "1") => Proxies.CreateActorProxy<ICounter>(new ActorId(id), "Counter");

    /// <param name="database">The SQLite file that keeps the states; null for memory.</param>
    public static async Task<ActorApp> StartAsync(Action<ActorRuntimeOptions>? configure = null, string? database = null)
    {
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "tests",
            DaprApiToken = SdkSidecar.Token,
            AppApiToken = "app-secret",
            Components =
            [
                database is null
                    ? DaprletHost.Component("store", "state.in-memory", ("actorStateStore", "true"))
                    : DaprletHost.Component("store", "state.sqlite", ("actorStateStore", "true"), ("connectionString", database)),
            ],
        });
        var app = await KestrelApp.StartAsync(app => app.MapActorsHandlers(), builder =>
        {
            foreach (var (name, value) in sidecar.AppEnvironment()) builder.Configuration[name] = value;
            builder.Services.AddSingleton<Journal>();
            builder.Services.AddActors(options =>
            {
                options.UseJsonSerialization = true;
                options.Actors.RegisterActor<CounterActor>();
                configure?.Invoke(options);
            });
        });
        sidecar.ConnectApp(app.Port);
        await sidecar.ReadyAsync(TimeSpan.FromSeconds(60));
        return new ActorApp(app, sidecar);
    }

    /// <summary>Waits until something has happened.</summary>
    public Task SeeAsync(string entry) => Eventually.TrueAsync(() => Journal.Contains(entry), entry);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _sidecar.DisposeAsync();
    }
}
