using System.Threading.Channels;
using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DaprShop.ServiceDefaults.Settings;

/// <summary>
/// Keeps <see cref="LiveSettings"/> as the configuration store has them. The subscription only says <em>that</em> something has changed, and a
/// read says what: so it does not matter in which order changes arrive, or that a backend forgets to tell of one, since now and then
/// it is read without being told.
/// </summary>
internal sealed partial class LiveSettingsFollower(
    DaprClient dapr, LiveSettings settings, IOptions<LiveSettingsOptions> options, TimeProvider time, ILogger<LiveSettingsFollower> logger)
    : BackgroundService
{
    /// <summary>How long the first requests of a service wait for a store that does not answer.</summary>
    private static readonly TimeSpan FirstReadLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // One place: however many changes come during a read, one more read sees them all.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private bool _isReading = true;
    private bool _isSubscribed = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(FirstReadLimit, time);
        await using var settling = limit.Token.Register(settings.Settle);
        await Task.WhenAll(KeepReadingAsync(stoppingToken), KeepSubscribedAsync(stoppingToken));
    }

    private async Task KeepReadingAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; ;)
        {
            var isRead = await TryReadAsync(stoppingToken);
            await WaitForChangeAsync(isRead ? ReadInterval : pause, stoppingToken);
            pause = isRead ? FirstPause : Longer(pause);
        }
    }

    private async Task KeepSubscribedAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                var subscription = await dapr.SubscribeConfiguration(options.Value.Store, settings.Keys, cancellationToken: stoppingToken);
                // The first message has no change, it says that from now on every change is told: one before it is read.
                await foreach (var _ in subscription.Source.WithCancellation(stoppingToken))
                {
                    if (!_isSubscribed) LogSubscribed();
                    (_isSubscribed, pause) = (true, FirstPause);
                    _changes.Writer.TryWrite(true);
                }
            }
            catch (Exception exception) when (exception.IsTransient(stoppingToken))
            {
                if (_isSubscribed) LogNotSubscribed(exception.GetBaseException().Message);
                _isSubscribed = false;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            var answer = await dapr.GetConfiguration(options.Value.Store, settings.Keys, cancellationToken: stoppingToken);
            settings.Apply(answer.Items);
            if (!_isReading) LogRead();
            return _isReading = true;
        }
        catch (Exception exception) when (exception.IsTransient(stoppingToken))
        {
            if (_isReading) LogNotRead(exception.GetBaseException().Message);
            return _isReading = false;
        }
    }

    private async Task WaitForChangeAsync(TimeSpan atMost, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Nothing was told, which does not say that nothing has changed.
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    [LoggerMessage(LogLevel.Warning, "The live settings cannot be read, what was last known counts: {Reason}")]
    private partial void LogNotRead(string reason);

    [LoggerMessage(LogLevel.Information, "The live settings can be read again")]
    private partial void LogRead();

    [LoggerMessage(LogLevel.Warning, "Changes of the live settings are not told, so they may show late: {Reason}")]
    private partial void LogNotSubscribed(string reason);

    [LoggerMessage(LogLevel.Information, "Changes of the live settings are told again")]
    private partial void LogSubscribed();
}
