using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Daprlet.Components;
using Daprlet.Http;
using Daprlet.Sidecars;

namespace Daprlet.Apps;

/// <summary>The way from a sidecar to its app, whatever the app speaks. Every call through it carries the app token, and the sidecar does not end before it.</summary>
public abstract class AppChannel : IDisposable
{
    /// <summary>Carries the token between sidecar and app, either way.</summary>
    public const string TokenHeader = ApiToken.Header;

    private readonly CallsUnderWay _calls = new();
    private readonly SemaphoreSlim? _concurrency;

    /// <param name="baseAddress">Where the app listens, such as <c>http://127.0.0.1:5101/</c>.</param>
    /// <param name="token">APP_API_TOKEN; null or empty when the app demands none.</param>
    /// <param name="maxConcurrency">Calls at once; zero or less means no limit.</param>
    private protected AppChannel(Uri baseAddress, string? token, int maxConcurrency)
    {
        BaseAddress = baseAddress;
        Token = string.IsNullOrEmpty(token) ? null : token;
        _concurrency = maxConcurrency > 0 ? new SemaphoreSlim(maxConcurrency) : null;
    }

    public Uri BaseAddress { get; }

    /// <summary>Whether the app takes calls; the sidecar's health checks decide.</summary>
    public bool IsHealthy { get; internal set; } = true;

    /// <summary>What the app wants to see of its sidecar, or null.</summary>
    private protected string? Token { get; }

    /// <summary>The channel that a sidecar's options describe.</summary>
    /// <exception cref="ComponentException">Its address is none.</exception>
    internal static AppChannel For(SidecarOptions options, int port)
    {
        var scheme = options.AppProtocol is "https" or "grpcs" ? "https" : "http";
        if (!Uri.TryCreate($"{scheme}://{HostName.InUrl(options.AppChannelAddress)}:{port}/", UriKind.Absolute, out var address))
            throw new ComponentException($"the app's channel address \"{options.AppChannelAddress}\" is neither an address nor a host name");
        return options.IsGrpcApp
            ? new GrpcAppChannel(address, options.AppApiToken, options.AppMaxConcurrency, options.MaxBodyBytes)
            : new HttpAppChannel(address, options.AppApiToken, options.AppMaxConcurrency, options.ReadBufferBytes) { IsHttp2 = options.AppProtocol == "h2c" };
    }

    /// <summary>Asks the app for its health: no token and no slot, for a probe must get through when the app is busy.</summary>
    /// <param name="path">The path of the health check, for an app that has paths.</param>
    /// <returns>Whether the app says that it is well; false also where it cannot be asked.</returns>
    internal abstract Task<bool> ProbeAsync(string path, CancellationToken cancellationToken);

    /// <summary>Waits for the calls under way; after the last of them the app is not called any more.</summary>
    /// <param name="patience">When they are not waited for any longer.</param>
    internal async Task CloseAsync(CancellationToken patience) => await _calls.CloseAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Begins a call that counts against the app's concurrency; waits where that is used up.</summary>
    /// <exception cref="HttpRequestException">The sidecar has ended.</exception>
    private protected async ValueTask<AppCall> BeginInTurnAsync(CancellationToken cancellationToken)
    {
        var call = Begin(_concurrency);
        if (_concurrency is null)
            return call;
        try
        {
            await _concurrency.WaitAsync(cancellationToken);
        }
        catch
        {
            _calls.End();
            throw;
        }
        return call;
    }

    /// <summary>Begins a call that is not counted against the app's concurrency.</summary>
    /// <exception cref="HttpRequestException">The sidecar has ended.</exception>
    private protected AppCall Begin() => Begin(slots: null);

    private AppCall Begin(SemaphoreSlim? slots)
    {
        // To a caller that has found this instance before it left, it is one that cannot be reached: there are others.
        return _calls.TryBegin() ? new AppCall(_calls, slots) : throw new HttpRequestException(HttpRequestError.ConnectionError, "the sidecar has ended");
    }

    /// <summary>Dapr does not verify the certificate of the app that it stands beside: both are on one host, and the app's is often self-signed.</summary>
    private protected static bool AcceptOwnApp(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => sender is not null;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _concurrency?.Dispose();
    }
}
