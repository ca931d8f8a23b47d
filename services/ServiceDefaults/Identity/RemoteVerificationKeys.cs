using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Json;
using Microsoft.Extensions.Logging;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>
/// The keys that Users publishes, read through the sidecar and kept. An unknown key id asks again, but not more often than
/// <see cref="ShortestInterval"/>, so that made-up ids cannot make this service flood Users.
/// </summary>
public sealed partial class RemoteVerificationKeys(DaprClient dapr, TimeProvider time, ILogger<RemoteVerificationKeys> logger)
    : IVerificationKeys, IDisposable
{
    /// <summary>The least time between two reads of the key set.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);

    /// <summary>The time after which the key set is read again, so that a key which Users withdrew stops verifying.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(5);

    private const string UsersAppId = "users";
    private const int MaxKeySetBytes = 64 * 1024;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _users = CreateClient(dapr);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile KeySet? _keys;

    /// <inheritdoc />
    public async ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (Find(keyId, LongestAge) is { } known) return known;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Find(keyId, LongestAge) is { } meanwhile) return meanwhile;
            if (_keys is null || Age(_keys) >= ShortestInterval) await ReadAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }

        return Find(keyId, TimeSpan.MaxValue);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _users.Dispose();
        _reading.Dispose();
    }

    private static HttpClient CreateClient(DaprClient dapr)
    {
        var client = dapr.CreateInvokableHttpClient(UsersAppId);
        client.Timeout = ReadTimeout;
        client.MaxResponseContentBufferSize = MaxKeySetBytes;
        return client;
    }

    private VerificationKey? Find(string keyId, TimeSpan longestAge) =>
        _keys is { } keys && Age(keys) < longestAge ? keys.ById.GetValueOrDefault(keyId) : null;

    private TimeSpan Age(KeySet keys) => time.GetElapsedTime(keys.ReadAt);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        try
        {
            var set = await _users.GetFromJsonAsync<JsonWebKeySet>(JsonWebKeySet.Path, ShopJson.State, cancellationToken);
            _keys = new(set!.Keys.Select(key => key.ToVerificationKey()).OfType<VerificationKey>().ToDictionary(key => key.Id), readAt);
        }
        catch (Exception exception) when (IsUnavailable(exception, cancellationToken))
        {
            if (_keys is null)
                throw new ServiceUnavailableException(ErrorCodes.IdentityUnavailable, "Sign-in cannot be checked at the moment. Try again.", exception);
            LogKeptKeys(exception);
            _keys = _keys with { ReadAt = readAt }; // what was published a while ago serves until Users is back
        }
    }

    private static bool IsUnavailable(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or JsonException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(LogLevel.Warning, "The key set cannot be read from Users; the keys read before stay in use")]
    private partial void LogKeptKeys(Exception exception);

    private sealed record KeySet(Dictionary<string, VerificationKey> ById, long ReadAt);
}
