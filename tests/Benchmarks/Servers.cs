using System.Globalization;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DaprShop.Benchmarks;

/// <summary>What is measured.</summary>
internal static class Servers
{
    /// <summary>The size of requests and answers of the invocation, in bytes.</summary>
    public const int PayloadBytes = 1024;

    private static readonly byte[] Payload = [.. Enumerable.Repeat((byte)'a', PayloadBytes)];

    /// <summary>An app that reads what it gets and answers with as much; below <see cref="Workloads.RawSavePath"/> it saves a row with SQLite first. It subscribes to durable messages and counts them.</summary>
    public static async Task<int> RunAppAsync(string folder)
    {
        await using var sqlite = new RawSqlite(Path.Combine(folder, "bare.db"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Map(Workloads.RawSavePath, saves => saves.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            await sqlite.SaveAsync($"caller||{http.Request.Path.Value}", await body.ReadToEndAsync());
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }));
        CountDeliveries(app);
        app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "application/octet-stream";
            http.Response.ContentLength = PayloadBytes;
            await http.Response.Body.WriteAsync(Payload);
        });
        await app.StartAsync();
        await ChildProcess.ServeAsync(new Uri(app.Urls.First()).Port);
        return 0;
    }

    private static void CountDeliveries(WebApplication app)
    {
        var delivered = 0L;
        app.Map("/dapr/subscribe", branch => branch.Run(http => http.Response.WriteAsync(Workloads.Subscriptions)));
        app.Map(Workloads.DeliveredPath, branch => branch.Run(http => http.Response.WriteAsync(Interlocked.Read(ref delivered).ToString(CultureInfo.InvariantCulture))));
        app.Map(Workloads.DeliveryPath, branch => branch.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref delivered);
        }));
    }

    /// <summary>The sidecars of caller and callee in one process; the caller's has stores and brokers.</summary>
    public static async Task<int> RunSidecarsAsync(int appPort, string folder)
    {
        var network = new SidecarNetwork();
        var durable = DaprletHost.Component("durable", "pubsub.sqlite", ("connectionString", Path.Combine(folder, "messages.db")));
        await using var callee = await DaprletHost.StartAsync(new SidecarOptions { AppId = "callee", AppPort = appPort, Network = network, Components = [durable] });
        await using var caller = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "caller",
            Network = network,
            Components =
            [
                DaprletHost.Component("store", "state.sqlite", ("connectionString", Path.Combine(folder, "sidecar.db"))),
                DaprletHost.Component("memory", "state.in-memory"),
                DaprletHost.Component("bus", "pubsub.in-memory"),
                durable,
            ],
        });
        await callee.ReadyAsync(TimeSpan.FromSeconds(30));
        await ChildProcess.ServeAsync(caller.HttpPort, caller.GrpcPort!.Value);
        return 0;
    }
}
