using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Json;
using Microsoft.Extensions.Logging;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>
/// The keys that Users publishes, read through the sidecar and kept. A key that is known never waits for the ids that are not
/// (<see cref="UnknownKeys"/>).
/// </summary>
public sealed partial class RemoteVerificationKeys : IVerificationKeys, IDisposable
{
    /// <summary>The time after which the key set is read again, so that a key which Users withdrew stops verifying.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(5);

    private const string UsersAppId = "users";
    private const int MaxKeySetBytes = 64 * 1024;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger<RemoteVerificationKeys> _logger;
    private readonly HttpClient _users;
    private readonly UnknownKeys _unknown;
    private volatile KeySet? _keys;

    public RemoteVerificationKeys(DaprClient dapr, TimeProvider time, ILogger<RemoteVerificationKeys> logger)
    {
        _time = time;
        _logger = logger;
        _users = CreateClient(dapr);
        _unknown = new(ReadAsync, time);
    }

    /// <inheritdoc />
    public async ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_keys is not { } keys || !keys.ById.TryGetValue(keyId, out var known)) return await _unknown.FindAsync(keyId, cancellationToken);
        if (_time.GetElapsedTime(keys.ReadAt) < LongestAge) return known;
        try
        {
            return (await _unknown.ReadAsync(cancellationToken)).GetValueOrDefault(keyId);
        }
        catch (ServiceUnavailableException)
        {
            return known; // what was published a while ago serves until Users is back
        }
    }

    /// <inheritdoc />
    public void Dispose() => _users.Dispose();

    private static HttpClient CreateClient(DaprClient dapr)
    {
        var client = dapr.CreateInvokableHttpClient(UsersAppId);
        client.Timeout = ReadTimeout;
        client.MaxResponseContentBufferSize = MaxKeySetBytes;
        return client;
    }

    private async Task<IReadOnlyDictionary<string, VerificationKey>> ReadAsync()
    {
        var readAt = _time.GetTimestamp();
        try
        {
            var set = await _users.GetFromJsonAsync<JsonWebKeySet>(JsonWebKeySet.Path, ShopJson.State);
            var byId = set!.Keys.Select(key => key.ToVerificationKey()).OfType<VerificationKey>().ToDictionary(key => key.Id);
            _keys = new(byId, readAt);
            return byId;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException)
        {
            if (_keys is { } kept)
            {
                LogKeptKeys(exception);
                _keys = kept with { ReadAt = readAt };
            }

            throw new ServiceUnavailableException(ErrorCodes.IdentityUnavailable, "Sign-in cannot be checked at the moment. Try again.", exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The key set cannot be read from Users; the keys read before stay in use")]
    private partial void LogKeptKeys(Exception exception);

    private sealed record KeySet(IReadOnlyDictionary<string, VerificationKey> ById, long ReadAt);
}
