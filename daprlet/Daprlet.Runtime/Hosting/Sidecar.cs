using System.Diagnostics;
using System.Net;
using Daprlet.Actors.Hosting;
using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Health;
using Daprlet.Invocation;
using Daprlet.NameResolution;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>
/// One sidecar: the components of one app, Dapr's API in front of them, and the way to the app. Its start is daprd's: components, then the
/// API (outbound ready), then the app, then its subscriptions (ready).
/// </summary>
public sealed partial class Sidecar : IAsyncDisposable
{
    /// <summary>What a forced stop leaves to the answer that announces it, which is still on its way.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(200);

    private readonly SidecarOptions _options;
    private readonly ILogger _logger;
    private readonly SidecarPorts _ports;
    private readonly LocalSidecar _self;
    private readonly LoadedComponents _components = new();
    private readonly AppConnection _app = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private INameResolver? _names;
    private BuildingBlocks? _blocks;
    private Task _appPhase = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private bool _forced;
    private int _stopped;

    public Sidecar(SidecarOptions options)
    {
        _options = options;
        _logger = options.Logging.CreateLogger("dapr.runtime");
        _ports = new SidecarPorts(options);
        _self = new LocalSidecar(options.AppId, options.NamespaceOrDefault, new AppInvoker(_app));
    }

    public string AppId => _options.AppId;

    internal SidecarOptions Options => _options;

    /// <summary>The actors of the app, once started.</summary>
    internal ActorBlock Actors => _blocks?.Actors ?? throw new InvalidOperationException("the sidecar has not been started");

    /// <summary>The port of the HTTP API, once started.</summary>
    public int HttpPort => _ports.HttpPort;

    /// <summary>The port of the gRPC API, once started; null when there is none.</summary>
    public int? GrpcPort => _ports.GrpcPort;

    /// <summary>The ports of the API, once started.</summary>
    public ApiPorts ApiPorts => new(HttpPort, GrpcPort);

    /// <summary>The port with health and metadata only, once started; null when there is none.</summary>
    public int? PublicPort => _ports.PublicPort;

    /// <summary>The port of the metrics, once started; null when there is none.</summary>
    public int? MetricsPort => _ports.MetricsPort;

    public SidecarHealth Health { get; } = new();

    /// <summary>The components that are loaded, for tests that set up or look at a backend behind the API.</summary>
    public LoadedComponents Components => _components;

    /// <summary>The way to the app.</summary>
    public AppConnection App => _app;

    /// <summary>Completes when the sidecar has stopped, whoever wanted it; true when it was told to end at once.</summary>
    public Task<bool> Ended => _ended.Task;

    /// <summary>How long a stop waits for what is under way.</summary>
    private TimeSpan Grace => _forced ? AnswerTime : _options.GracefulShutdown;

    /// <summary>Loads everything and listens. The app is waited for in the background.</summary>
    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    /// <exception cref="ComponentException">A component failed that must not fail.</exception>
    /// <exception cref="IOException">A port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_options.Faults.ToString() is { Length: > 0 } faults)
            LogFaults(_logger, faults);
        var (services, endpoints, reload) = await SidecarLoader.LoadAsync(_options, _components, _app, _logger, cancellationToken);
        _names = services.Names;
        _blocks = BuildingBlocks.Create(services, endpoints, Health, force => _ = EndAsync(force));
        await _ports.ListenAsync(_blocks, services.Configuration, cancellationToken);
        if ((services.Configuration.Metrics.Enabled ?? services.Configuration.Metric.Enabled) is not false)
            await _ports.ListenForMetricsAsync(services.Metrics, cancellationToken);
        if (GrpcPort is { } grpcPort)
            LogGrpcListening(_logger, grpcPort);
        LogListening(_logger, HttpPort);
        if (_names is not null)
            await ListenForPeersAsync(_names, _blocks, cancellationToken);
        _options.Network?.Shared<LocalSidecars>().Add(_self);
        Health.IsOutboundReady = true;
        if (_options.ResourcesPaths.Count > 0 && !services.Configuration.Features.Any(feature => feature is { Name: "HotReload", Enabled: false }))
            _watch = new ResourceWatch(_options, (resources, stopping) => ReloadAsync(_blocks, resources, reload, stopping), _logger).RunAsync(_stopping.Token);
        if (_options.AppPort is { } port)
            ConnectApp(port);
        else
            Ready();
    }

    /// <summary>Tells a sidecar that was started without an app where its app listens; it is waited for in the background.</summary>
    /// <exception cref="InvalidOperationException">The sidecar has an app already, or has not been started.</exception>
    public void ConnectApp(int port)
    {
        if (_blocks is null || _app.Channel is not null)
            throw new InvalidOperationException(_blocks is null ? "the sidecar has not been started" : "the sidecar has an app already");
        Health.AwaitApp();
        _app.Channel = AppChannel.For(_options, port);
        _appPhase = new AppWatch(_app, _app.Channel, _options, _blocks, Health, Ready, _logger).RunAsync(() => Grace, _stopping.Token);
    }

    /// <summary>
    /// Leaves those whom others call, ends subscriptions and gives actors away, waits for the calls of the app that are under way, which may still need the API,
    /// then stops to listen and closes the components. Repeated calls wait for the first.
    /// </summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            await _ended.Task;
            return;
        }
        LogStopping(_logger);
        _options.Network?.Shared<LocalSidecars>().Remove(_self);
        if (_names is not null)
            await _names.DisposeAsync();
        using var limit = new CancellationTokenSource(Grace);
        await _stopping.CancelAsync();
        await _watch;
        await Task.WhenAll(_appPhase, _blocks?.StopAsync(limit.Token) ?? Task.CompletedTask);
        await _ports.StopForPeersAsync(limit.Token);
        if (_app.Channel is { } app)
            await app.CloseAsync(limit.Token);
        await _ports.StopAsync(limit.Token);
        if (_blocks is not null)
            await _blocks.DisposeAsync();
        await _components.CloseAsync(_logger);
        _app.Channel?.Dispose();
        LogStopped(_logger);
        _ended.SetResult(_forced);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _ports.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task EndAsync(bool force)
    {
        if (force)
            LogForced(_logger);
        _forced = force;
        await StopAsync();
    }

    private async Task ListenForPeersAsync(INameResolver names, BuildingBlocks blocks, CancellationToken cancellationToken)
    {
        var secret = Peer.NewSecret();
        var port = await _ports.ListenForPeersAsync(new InternalEndpoint(_self.Invoker, new InternalProxyEndpoint(_self.Invoker, _options), blocks.Actors.HandlePeerAsync, secret), cancellationToken);
        var self = new Peer(AppId, _self.Namespace, $"{IPAddress.Loopback}:{port}", secret);
        blocks.Actors.Address = self;
        await names.RegisterAsync(self, cancellationToken);
    }

    private async Task ReloadAsync(BuildingBlocks blocks, ResourceSet resources, ComponentReload reload, CancellationToken cancellationToken)
    {
        try
        {
            await blocks.ReloadAsync(resources, reload, cancellationToken);
        }
        catch (ComponentException e)
        {
            LogNotReloaded(_logger, e.Message);
            _ = EndAsync(force: true);
        }
    }

    private void Ready()
    {
        Health.MarkReady();
        var elapsed = (long)Stopwatch.GetElapsedTime(_started).TotalMilliseconds;
        LogReady(_logger, elapsed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Faults for tests are on: {Faults}")]
    private static partial void LogFaults(ILogger logger, string faults);

    [LoggerMessage(Level = LogLevel.Information, Message = "HTTP server is running on port {Port}")]
    private static partial void LogListening(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "gRPC server is running on port {Port}")]
    private static partial void LogGrpcListening(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "dapr initialized. Status: Running. Init Elapsed {Milliseconds}ms")]
    private static partial void LogReady(ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A component that was added or changed cannot be loaded, the sidecar ends: {Reason}")]
    private static partial void LogNotReloaded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dapr is shutting down")]
    private static partial void LogStopping(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Force shutdown requested: nothing under way is waited for")]
    private static partial void LogForced(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Daprd shutdown gracefully")]
    private static partial void LogStopped(ILogger logger);
}
