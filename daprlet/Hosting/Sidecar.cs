using System.Net;
using System.Security.Cryptography;
using Daprlet.Api;
using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Invocation;
using Daprlet.Invocation.NameResolution;
using Daprlet.Observability;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>
/// One sidecar: the components of one app, Dapr's API in front of them, and the way to the app. Its start is daprd's: components, then the
/// API (outbound ready), then the app, then its subscriptions (ready).
/// </summary>
public sealed partial class Sidecar : IAsyncDisposable
{
    private readonly SidecarOptions _options;
    private readonly ILogger _logger;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly LoadedComponents _components = new();
    private readonly AppConnection _app = new();
    private readonly CancellationTokenSource _stopping = new();
    private INameResolver? _names;
    private SidecarServer? _server;
    private BuildingBlocks? _blocks;
    private Task _appPhase = Task.CompletedTask;
    private int _stopped;

    public Sidecar(SidecarOptions options)
    {
        _options = options;
        _logger = options.Logging.CreateLogger("dapr.runtime");
        Invoker = new AppInvoker(_app);
    }

    public string AppId => _options.AppId;

    /// <summary>The namespace; <c>default</c> for a sidecar that was given none.</summary>
    internal string Namespace => PeerInvoker.NamespaceOf(_options);

    /// <summary>The app as other sidecars of this process call it.</summary>
    internal AppInvoker Invoker { get; }

    /// <summary>The port of the HTTP API, once started.</summary>
    public int HttpPort { get; private set; }

    public SidecarHealth Health { get; } = new();

    /// <summary>The way to the app.</summary>
    public AppConnection App => _app;

    /// <summary>Loads everything and listens. The app is waited for in the background.</summary>
    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    /// <exception cref="ComponentException">A component failed that must not fail.</exception>
    /// <exception cref="IOException">A port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var configuration = ConfigurationFiles.Read(_options.ConfigFiles, name => _options.Environment.GetValueOrDefault(name));
        var resources = LoadResources(configuration.Spec);
        await LoadComponentsAsync(resources, cancellationToken);
        _names = NameResolvers.Create(configuration.Spec.NameResolution, _options, _logger);
        _blocks = BuildingBlocks.Create(new SidecarServices(_options, resources, configuration.Spec, _components, _app) { Names = _names }, Health);
        await ListenAsync(configuration.Spec, cancellationToken);
        _options.Network?.Add(this);
        Health.IsOutboundReady = true;
        if (_options.AppPort is { } port)
            ConnectApp(port);
        else
            Health.MarkReady();
    }

    /// <summary>Tells a sidecar that was started without an app where its app listens; it is waited for in the background.</summary>
    public void ConnectApp(int port)
    {
        var scheme = _options.AppProtocol == "https" ? "https" : "http";
        _app.Channel = new AppChannel(new Uri($"{scheme}://{_options.AppChannelAddress}:{port}/"), _options.AppApiToken, _options.AppMaxConcurrency, _options.ReadBufferBytes);
        _appPhase = new AppWatch(_app.Channel, _options, _blocks!, Health, _logger).RunAsync(_stopping.Token);
    }

    /// <summary>Ends subscriptions, waits for what is under way, stops to listen and closes the components. Repeated calls do nothing.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
            return;
        LogStopping(_logger);
        _options.Network?.Remove(this);
        if (_names is not null)
            await _names.DisposeAsync();
        using var limit = new CancellationTokenSource(_options.GracefulShutdown);
        await _stopping.CancelAsync();
        await _appPhase;
        if (_server is not null)
            await _server.StopAsync(limit.Token);
        await _components.DisposeAsync();
        _app.Channel?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private ResourceSet LoadResources(ConfigurationSpec configuration)
    {
        var fromFiles = ResourceSet.Load(_options.ResourcesPaths, AppId, _options.Namespace, e => LogSkipped(_logger, e.Message));
        var fromCode = _options.Components.Where(c => ResourceSet.InScope(c.Scopes, AppId));
        bool Allowed(ComponentManifest c) =>
            !configuration.Components.Deny.Any(denied => string.Equals(denied, c.Spec.Type, StringComparison.OrdinalIgnoreCase) || string.Equals(denied, $"{c.Spec.Type}/{c.Spec.Version}", StringComparison.OrdinalIgnoreCase));
        return fromFiles with { Components = [.. fromFiles.Components.Concat(fromCode).Where(Allowed)] };
    }

    private Task LoadComponentsAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        var environment = SidecarEnvironment.Of(_options);
        var resolver = new ReferenceResolver(AppId, _options.Namespace, environment, _components);
        ComponentContext Context(ComponentManifest manifest, ResolvedMetadata metadata) => new(
            manifest.Name, manifest.Spec.Type, metadata.Values, manifest, metadata.MissingSecrets, _id, AppId, _options.Namespace, _options.WorkingDirectory, environment, _options.Time, _options.Logging);
        return new ComponentLoader(_options.ComponentTypes, _components, resolver, Context, _logger).LoadAsync(resources.Components, cancellationToken);
    }

    private async Task ListenAsync(ConfigurationSpec configuration, CancellationToken cancellationToken)
    {
        var api = new ApiPipeline(_blocks!.Routes, _blocks.Fallback, _options, TraceSampler.FromRate(configuration.Tracing.SamplingRate));
        _server = new SidecarServer(_options);
        HttpPort = await _server.ListenAsync(_options.ListenAddresses, _options.HttpPort, api.HandleAsync, cancellationToken);
        LogListening(_logger, HttpPort);
        if (_names is not null)
            await ListenForPeersAsync(_names, cancellationToken);
    }

    private async Task ListenForPeersAsync(INameResolver names, CancellationToken cancellationToken)
    {
        var secret = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
        var port = await _server!.ListenAsync([IPAddress.Loopback.ToString()], _options.InternalPort, new InternalEndpoint(Invoker, secret).HandleAsync, cancellationToken);
        await names.RegisterAsync(new Peer(AppId, Namespace, $"{IPAddress.Loopback}:{port}", secret), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "HTTP server is running on port {Port}")]
    private static partial void LogListening(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dapr is shutting down")]
    private static partial void LogStopping(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resource is passed over: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string reason);
}
