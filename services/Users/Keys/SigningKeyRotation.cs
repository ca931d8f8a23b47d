// Dapr's distributed lock is alpha: docs/decisions/0016-live-settings-and-locks.md says what rests on it, and what does not.
#pragma warning disable DAPR_DISTRIBUTEDLOCK
using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace DaprShop.Users.Keys;

/// <summary>
/// Gives signing keys their successors. Every instance looks at the stored set now and then; one that finds something due does it under a
/// lock, and the others find it done when they look again. The lock keeps instances from making keys that lose the race; that
/// none is lost, or made twice, whoever else holds the lock by mistake, the ETag of the write makes sure.
/// </summary>
internal sealed partial class SigningKeyRotation(
    DaprClient dapr, SigningKeys keys, IOptions<UsersOptions> options, TimeProvider time, ILogger<SigningKeyRotation> logger) : BackgroundService
{
    private const string Resource = "signing-keys";

    /// <summary>A rotation takes a secret, a read and a write. It is given up well before its lock is another's.</summary>
    private static readonly TimeSpan RotationLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LockExpiry = 2 * RotationLimit;
    private static readonly TimeSpan UnlockLimit = TimeSpan.FromSeconds(5);

    private readonly string _owner = Guid.CreateVersion7().ToString();
    private bool _hasFailed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SigningKeyInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var set = await keys.RefreshAsync(stoppingToken);
            if (set.IsRotationDue(options.Value.SigningKeyAge, time.GetUtcNow())) await RotateAloneAsync(set, stoppingToken);
            if (_hasFailed) LogRecovered();
            _hasFailed = false;
        }
        catch (Exception exception) when (exception.IsTransient(stoppingToken))
        {
            if (!_hasFailed) LogFailed(exception.Message, exception.GetBaseException().Message);
            _hasFailed = true;
        }
    }

    private async Task RotateAloneAsync(SigningKeySet before, CancellationToken stoppingToken)
    {
        // Not disposed: that would release it through a client of its own, which has no time limit.
        var held = await dapr.Lock(options.Value.LockStore, Resource, _owner, (int)LockExpiry.TotalSeconds, stoppingToken);
        if (!held.Success)
        {
            LogLeftToAnother();
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(RotationLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
            var after = await keys.RotateAsync(options.Value.SigningKeyAge, either.Token);
            foreach (var key in after.Keys.ExceptBy(before.Keys.Select(key => key.Id), key => key.Id)) LogAdded(key.Id);
            foreach (var key in before.Keys.ExceptBy(after.Keys.Select(key => key.Id), key => key.Id)) LogDropped(key.Id);
        }
        finally
        {
            await UnlockAsync();
        }
    }

    private async Task UnlockAsync()
    {
        using var limit = new CancellationTokenSource(UnlockLimit, time);
        try
        {
            await dapr.Unlock(options.Value.LockStore, Resource, _owner, limit.Token);
        }
        catch (Exception exception) when (exception.IsTransient(CancellationToken.None))
        {
            LogNotUnlocked(LockExpiry.TotalSeconds, exception.GetBaseException().Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Signing keys: added {KeyId}, which signs when everybody knows it")]
    private partial void LogAdded(string keyId);

    [LoggerMessage(LogLevel.Information, "Signing keys: dropped {KeyId}, whose tokens have all expired")]
    private partial void LogDropped(string keyId);

    [LoggerMessage(LogLevel.Information, "Signing keys: another instance rotates them")]
    private partial void LogLeftToAnother();

    [LoggerMessage(LogLevel.Warning, "Signing keys: not looked after at the moment, those that are there stay in use. {Reason} {Cause}")]
    private partial void LogFailed(string reason, string cause);

    [LoggerMessage(LogLevel.Information, "Signing keys: looked after again")]
    private partial void LogRecovered();

    [LoggerMessage(LogLevel.Warning, "Signing keys: the lock was not released, and expires after {Seconds} s: {Reason}")]
    private partial void LogNotUnlocked(double seconds, string reason);
}
