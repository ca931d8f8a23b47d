using System.Text.Json.Nodes;
using Dapr.Actors;
using Dapr.Actors.Client;
using Dapr.Client;
using Daprlet.Components.Configuration;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Testing.Running;
using DaprShop.Tests.Polyglot.Node;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Polyglot;

/// <summary>An app in JavaScript and one on the .NET SDK, each behind a sidecar of its own that demands a token, with state and events in files that both share.</summary>
/// <param name="packages">Where the programs lie.</param>
/// <param name="script">The app in JavaScript.</param>
/// <param name="serverProtocol">What the sidecar speaks to the app: <c>http</c> or <c>grpc</c>.</param>
/// <param name="clientProtocol">What the app speaks to the sidecar.</param>
public abstract class AppPair(NodePackages packages, string script, string serverProtocol, string clientProtocol) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("daprshop-polyglot-data-").FullName;
    private readonly SidecarNetwork _network = new();
    private Sidecar? _javaScriptSidecar;
    private Sidecar? _dotNetSidecar;
    private NodeApp? _javaScript;
    private KestrelApp? _dotNet;

    /// <summary>The folder of the binding <c>files</c>.</summary>
    public string Files => Path.Combine(_data, "files");

    /// <summary>The app on the .NET SDK, as its own code sees Dapr.</summary>
    public DaprClient DotNet { get; private set; } = null!;

    /// <summary>A channel to the services of the app in JavaScript, as the app on the .NET SDK has it.</summary>
    public CallInvoker ServicesOfJavaScript
    {
        get
        {
            var environment = _dotNetSidecar!.AppEnvironment();
            return DaprClient.CreateInvocationInvoker("javascript", environment["DAPR_GRPC_ENDPOINT"], environment["DAPR_API_TOKEN"]);
        }
    }

    /// <summary>Actors, as the app on the .NET SDK sees them.</summary>
    public IActorProxyFactory Actors => _dotNet!.Services.GetRequiredService<IActorProxyFactory>();

    /// <summary>The app in JavaScript. Skips the test where Node is missing.</summary>
    internal NodeApp JavaScript
    {
        get
        {
            Assert.SkipUnless(NodePrograms.AreRunnable, NodePrograms.NotRunnable);
            return _javaScript!;
        }
    }

    /// <summary>The settings that the JavaScript app reads.</summary>
    internal IWritableConfigurationStore Settings => _javaScriptSidecar!.Components.Find<IWritableConfigurationStore>("settings")!;

    /// <summary>An actor of whichever app has its type.</summary>
    public ActorProxy Actor(string type, string id) => Actors.Create(new ActorId(id), type);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (!NodePrograms.AreRunnable) return; // xunit takes no skip from a fixture: the tests say it
        var folder = await packages.FolderAsync();
        _dotNetSidecar = await StartSidecarAsync("dotnet", null, "http");
        _dotNet = await StartDotNetAsync(_dotNetSidecar);
        _dotNetSidecar.ConnectApp(_dotNet.Port);
        DotNet = _dotNet.Services.GetRequiredService<DaprClient>();
        _javaScriptSidecar = await StartSidecarAsync("javascript", FreePorts.Take(), serverProtocol);
        _javaScript = await NodeApp.StartAsync(folder, script, [.. _javaScriptSidecar.AppEnvironment(),
            new("SERVER_PROTOCOL", serverProtocol),
            new("CLIENT_PROTOCOL", clientProtocol),
            new("PROTOS", Path.Combine(AppContext.BaseDirectory, "protos"))]);
        await Task.WhenAll(_dotNetSidecar.ReadyAsync(Limit), _javaScriptSidecar.ReadyAsync(Limit));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_javaScriptSidecar is not null) await _javaScriptSidecar.DisposeAsync();
        if (_javaScript is not null) await _javaScript.DisposeAsync();
        if (_dotNetSidecar is not null) await _dotNetSidecar.DisposeAsync();
        if (_dotNet is not null) await _dotNet.DisposeAsync();
        Directory.Delete(_data, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static Task<KestrelApp> StartDotNetAsync(Sidecar sidecar) => KestrelApp.StartAsync(app =>
    {
        app.MapActorsHandlers();
        app.MapPost("/greet", (JsonObject who) => TypedResults.Ok(new { greeting = $"Good day {who["name"]}" }));
        app.MapPost("/refuse", () => TypedResults.Conflict(new { reason = "not now" }));
    }, builder =>
    {
        foreach (var (name, value) in sidecar.AppEnvironment())
            builder.Configuration[name] = value;
        builder.Services.AddDaprClient();
        builder.Services.AddActors(options =>
        {
            options.UseJsonSerialization = true;
            options.Actors.RegisterActor<BasketActor>();
        });
    });

    private Task<Sidecar> StartSidecarAsync(string appId, int? port, string protocol) => DaprletHost.StartAsync(new SidecarOptions
    {
        AppId = appId,
        AppPort = port,
        AppProtocol = protocol,
        Network = _network,
        DaprApiToken = $"{appId}-secret",
        WorkingDirectory = _data,
        Environment = new Dictionary<string, string> { ["SHOP_SECRET"] = "s3cret" },
        Components = [.. Components()],
    });

    private static IEnumerable<ComponentManifest> Components() =>
    [
        DaprletHost.Component("store", "state.sqlite", ("connectionString", "state.sqlite"), ("keyPrefix", "name"), ("actorStateStore", "true")),
        DaprletHost.Component("pubsub", "pubsub.sqlite", ("connectionString", "pubsub.sqlite")),
        DaprletHost.Component("secrets", "secretstores.local.env"),
        DaprletHost.Component("settings", "configuration.in-memory"),
        DaprletHost.Component("locks", "lock.in-memory"),
        DaprletHost.Component("files", "bindings.localstorage", ("rootPath", "files")),
        DaprletHost.Component("ticks", "bindings.cron", ("schedule", "@every 1s")),
    ];
}
