using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace DaprShop.Users.Accounts;

/// <summary>
/// Keeps the administrator's account in step with its secret: creates it at the first start, and takes over a password that
/// was changed since. The sidecar may come up later than the service, so it tries until it has done so.
/// </summary>
internal sealed partial class AdministratorAccount(
    DaprClient dapr, AccountStore accounts, Passwords passwords, IOptions<UsersOptions> options, TimeProvider time,
    ILogger<AdministratorAccount> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LoginPatience = TimeSpan.FromSeconds(10);

    // Takes turns with those who log in.
    private const string Client = "administrator";

    private readonly TaskCompletionSource _checked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until the account is in step, so that a login right after the start meets neither no account nor an old password.</summary>
    /// <exception cref="ServiceUnavailableException">It takes too long.</exception>
    public async Task WaitUntilCheckedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _checked.Task.WaitAsync(LoginPatience, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new ServiceUnavailableException("starting", "The administrator's account is not ready yet. Try again.", exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !await TryAsync(stoppingToken); pause = Min(pause * 2, LongestPause))
            await Task.Delay(pause, time, stoppingToken);
        _checked.SetResult();
    }

    private async Task<bool> TryAsync(CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
        try
        {
            await dapr.WaitForSidecarAsync(attempt.Token);
            var secret = options.Value.AdministratorPasswordSecret;
            var password = (await dapr.GetSecretAsync(options.Value.SecretStore, secret, cancellationToken: attempt.Token))
                .GetValueOrDefault(secret);
            if (AccountRules.IsPassword(password)) await EnsureAsync(password!, attempt.Token);
            else LogUnusablePassword(secret);
            return true;
        }
        catch (Exception exception) when (exception.IsTransient(stoppingToken))
        {
            LogRetry(exception.Message);
            return false;
        }
    }

    private async Task EnsureAsync(string password, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(AccountRules.AdministratorName, cancellationToken) is { } account)
        {
            if (await passwords.VerifyAsync(account, password, Client, cancellationToken) is not null) return;
            var hash = await passwords.HashAsync(password, Client, cancellationToken);
            await accounts.UpdateAsync(account.Id, current => current.WithPassword(hash), cancellationToken);
            LogPasswordChanged(AccountRules.AdministratorName);
            return;
        }

        var now = time.GetUtcNow();
        await accounts.AddAsync(
            new Account(Guid.CreateVersion7(now), AccountRules.AdministratorName, $"{AccountRules.AdministratorName}@localhost",
                await passwords.HashAsync(password, Client, cancellationToken), Roles.Administrator, Revision: 1, now),
            cancellationToken);
        LogCreated(AccountRules.AdministratorName);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(LogLevel.Information, "Created the account {Username}")]
    private partial void LogCreated(string username);

    [LoggerMessage(LogLevel.Information, "The secret of {Username} has changed: took over the new password and ended its sessions")]
    private partial void LogPasswordChanged(string username);

    [LoggerMessage(LogLevel.Error, "The secret {Secret} is missing, or no password of 8 to 128 characters: no administrator can log in")]
    private partial void LogUnusablePassword(string secret);

    [LoggerMessage(LogLevel.Warning, "The administrator's account cannot be checked yet, trying again: {Reason}")]
    private partial void LogRetry(string reason);
}
