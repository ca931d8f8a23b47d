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
/// One life of a <see cref="Sidecar"/>, from a start to the end or the next start. Its start is daprd's: components, then the
/// API (outbound ready), then the app, then its subscriptions (ready).
/// </summary>
internal sealed partial class SidecarRuntime : IAsyncDisposable
{
    /// <summary>What a forced stop leaves to the answer that announces it, which is still on its way.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(200);

    private readonly SidecarOptions _options;
    private readonly Action _restart;
    private readonly ILogger _logger;
    private readonly ILogger _apiLogger;
    private readonly SidecarPorts _ports;
    private readonly LocalSidecar _self;
    private readonly LoadedComponents _components = new();
    private readonly AppConnection _app = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _graceOver = new();
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private INameResolver? _names;
    private BuildingBlocks? _blocks;
    private AppWatch? _appWatch;
    private Task _appPhase = Task.CompletedTask;
    private Task _feedsEnd = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private bool _forced;
    private bool _failed;
    private int _stopped;

    /// <param name="restart">Has the sidecar start anew, in the background.</param>
    public SidecarRuntime(SidecarOptions options, Action restart)
    {
        _options = options;
        _restart = restart;
        _logger = options.Logging.CreateLogger("dapr.runtime");
        _apiLogger = options.Logging.CreateLogger("dapr.api");
        _ports = new SidecarPorts(options);
        _self = new LocalSidecar(options.AppId, options.NamespaceOrDefault, new AppInvoker(_app));
    }

    public string AppId => _options.AppId;

    /// <summary>The actors of the app, once started.</summary>
    public ActorBlock Actors => _blocks?.Actors ?? throw new InvalidOperationException("the sidecar has not been started");

    public SidecarPorts Ports => _ports;

    public SidecarHealth Health { get; } = new();

    public LoadedComponents Components => _components;

    public AppConnection App => _app;

    /// <summary>Completes when it has stopped, whoever wanted it; true when that was no orderly end.</summary>
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
        LogStarting(_logger, DaprVersion.Runtime);
        LogAppId(_logger, AppId);
        LogConfiguration(_logger, _options.ConfigFiles.Count > 0 ? string.Join(", ", _options.ConfigFiles) : "default");
        if (!_options.HasActors)
            LogNoActors(_logger);
        var files = _options.ResourcesPaths.All(Directory.Exists) ? WatchedFile.Look(_options) : [];
        var loaded = await SidecarLoader.LoadAsync(_options, _components, _app, _logger, cancellationToken);
        var services = loaded.Services;
        _names = services.Names;
        _blocks = BuildingBlocks.Create(services, loaded.Endpoints, Health, End);
        await _ports.ListenAsync(_blocks, services.Configuration, cancellationToken);
        if ((services.Configuration.Metrics.Enabled ?? services.Configuration.Metric.Enabled) is not false)
            await _ports.ListenForMetricsAsync(services.Metrics, cancellationToken);
        if (_ports.GrpcPort is { } grpcPort)
            LogGrpcListening(_logger, grpcPort);
        LogListening(_logger, _ports.HttpPort);
        if (_names is not null)
            await ListenForPeersAsync(_names, _blocks, cancellationToken);
        _options.Network?.Shared<LocalSidecars>().Add(_self);
        Health.IsOutboundReady = true;
        if (_options.ResourcesPaths.Count + _options.ConfigFiles.Count > 0 && !services.Configuration.Features.Any(feature => feature is { Name: "HotReload", Enabled: false }))
        {
            LogReloads(_logger);
            var reload = new SidecarReload(_options, _blocks, loaded, _restart, _logger);
            _watch = new ResourceWatch(_options, files, stopping => ReloadAsync(reload, stopping), _logger).RunAsync(_stopping.Token);
        }
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
        _appWatch = new AppWatch(_app, _app.Channel, _options, _blocks, Health, Ready, _logger);
        _appPhase = _appWatch.RunAsync(() => Grace, _stopping.Token);
    }

    /// <summary>
    /// Dapr's block of a shutdown: the app gets no events any more, but may call whatever it calls, until the time is over or its health check fails.
    /// An app that is not there or not well counts as failed.
    /// </summary>
    /// <param name="cancellationToken">Ends the block.</param>
    public async Task BlockShutdownAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var text = GoDuration.Format(duration);
        LogBlocking(_logger, text);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        _feedsEnd = _blocks?.EndFeedsAsync(_graceOver.Token) ?? Task.CompletedTask;
        var unhealthy = _appWatch?.Unhealthy ?? Task.CompletedTask;
        await Task.WhenAny(Task.Delay(duration, _options.Time, ended.Token), unhealthy);
        if (unhealthy.IsCompleted)
            LogUnhealthy(_logger);
        else if (!ended.IsCancellationRequested)
            LogBlockExpired(_logger);
        await ended.CancelAsync();
    }

    /// <summary>
    /// Leaves those whom others call, ends subscriptions and gives actors away, waits for the calls of the app that are under way, which may still need the API,
    /// then stops to listen and closes the components. Repeated calls wait for the first.
    /// </summary>
    /// <returns>Whether this was the first call.</returns>
    public async Task<bool> StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            await _ended.Task;
            return false;
        }
        LogStopping(_logger);
        _options.Network?.Shared<LocalSidecars>().Remove(_self);
        if (_names is not null)
            await _names.DisposeAsync();
        _graceOver.CancelAfter(Grace);
        await using var exceeded = _graceOver.Token.Register(GiveUp);
        await _stopping.CancelAsync();
        await _watch;
        await Task.WhenAll(_feedsEnd, _appPhase, _blocks?.StopAsync(_graceOver.Token) ?? Task.CompletedTask);
        await _ports.StopForPeersAsync(_graceOver.Token);
        if (_app.Channel is { } app)
            await app.CloseAsync(_graceOver.Token);
        await _ports.StopAsync(_graceOver.Token);
        if (_blocks is not null)
            await _blocks.DisposeAsync();
        await _components.CloseAsync(_logger);
        _app.Channel?.Dispose();
        LogStopped(_logger);
        _ended.SetResult(_failed);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _ports.DisposeAsync();
        _stopping.Dispose();
        _graceOver.Dispose();
    }

    /// <summary>What the shutdown API asks for.</summary>
    private void End(bool force)
    {
        if (force)
            LogForced(_apiLogger);
        else
            LogShutdown(_apiLogger);
        _forced = _failed = force;
        _ = StopAsync();
    }

    /// <summary>Work that the stop has waited for is broken off from here on.</summary>
    private void GiveUp()
    {
        if (!_forced)
            LogGraceExceeded(_logger);
        _failed = true;
    }

    /// <summary>What cannot be lived with ends the sidecar in order.</summary>
    private void Fail(string reason)
    {
        LogFatal(_logger, reason);
        _failed = true;
        _ = StopAsync();
    }

    private async Task ListenForPeersAsync(INameResolver names, BuildingBlocks blocks, CancellationToken cancellationToken)
    {
        var secret = Peer.NewSecret();
        var port = await _ports.ListenForPeersAsync(new InternalEndpoint(_self.Invoker, new InternalProxyEndpoint(_self.Invoker, _options), blocks.Actors.HandlePeerAsync, secret), cancellationToken);
        var self = new Peer(AppId, _self.Namespace, $"{IPAddress.Loopback}:{port}", secret);
        blocks.Actors.Address = self;
        await names.RegisterAsync(self, cancellationToken);
    }

    private async Task ReloadAsync(SidecarReload reload, CancellationToken cancellationToken)
    {
        try
        {
            await reload.RunAsync(cancellationToken);
        }
        catch (ResourceException e) when (e.IsDuplicate)
        {
            Fail(e.Message);
        }
        catch (ComponentException e)
        {
            LogNotReloaded(_logger, e.Message);
            Fail(e.Message);
        }
    }

    private void Ready()
    {
        Health.MarkReady();
        var elapsed = (long)Stopwatch.GetElapsedTime(_started).TotalMilliseconds;
        LogReady(_logger, elapsed);
    }
}
