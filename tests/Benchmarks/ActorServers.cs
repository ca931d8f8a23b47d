using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DaprShop.Benchmarks;

/// <summary>An app that hosts actors, and its sidecar with SQLite, each a process.</summary>
internal static class ActorServers
{
    /// <summary>Where the app says how many reminders have fired.</summary>
    public const string FiringsPath = "/firings";

    public static async Task<int> RunAppAsync(int sidecarPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["DAPR_HTTP_ENDPOINT"] = $"http://127.0.0.1:{sidecarPort}";
        builder.Services.AddSingleton<Firings>();
        builder.Services.AddActors(options => options.Actors.RegisterActor<Ledger>());
        await using var app = builder.Build();
        app.MapActorsHandlers();
        app.MapGet(FiringsPath, (Firings firings) => $"{firings.Count}");
        await app.StartAsync();
        await ChildProcess.ServeAsync(new Uri(app.Urls.First()).Port);
        return 0;
    }

    public static async Task<int> RunSidecarAsync(int sidecarPort, int appPort, string folder)
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "ledger",
            AppPort = appPort,
            HttpPort = sidecarPort,
            RemindersFile = Path.Combine(folder, "reminders.db"),
            Components = [DaprletHost.Component("store", "state.sqlite", ("connectionString", Path.Combine(folder, "actors.db")), ("actorStateStore", "true"))],
        });
        await sidecar.ReadyAsync(TimeSpan.FromSeconds(30));
        await ChildProcess.ServeAsync(sidecar.HttpPort, sidecar.GrpcPort!.Value);
        return 0;
    }
}
