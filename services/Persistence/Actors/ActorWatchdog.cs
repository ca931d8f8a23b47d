using System.Diagnostics.Metrics;
using Dapr.Actors.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DaprShop.Persistence.Actors;

/// <summary>
/// Asks the sidecar about the service's types of actors again and again, and has it started anew when it has not answered for
/// <see cref="ActorWatchdogOptions.Patience"/>: daprd 1.18 holds the calls of a type back for good when its connection to the placement
/// service ends in the middle of a move, and calls itself healthy all the while.
/// </summary>
internal sealed partial class ActorWatchdog : BackgroundService
{
    /// <summary>The meter, and its counter of sidecars that were asked to end.</summary>
    public const string MeterName = "DaprShop.Actors";

    /// <inheritdoc cref="MeterName" />
    public const string CounterName = "daprshop.actors.sidecar_restarts";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(10);

    private readonly SidecarActors _sidecar;
    private readonly ActorWatchdogOptions _options;
    private readonly IReadOnlyList<string> _types;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Counter<long> _restarts;

    public ActorWatchdog(
        SidecarActors sidecar, ActorRuntime actors, IOptions<ActorWatchdogOptions> options, IMeterFactory meters, TimeProvider time, ILogger<ActorWatchdog> logger)
    {
        (_sidecar, _options, _time, _logger) = (sidecar, options.Value, time, logger);
        _types = [.. actors.RegisteredActors.Select(actor => actor.Type.ActorTypeName)];
        _restarts = meters.Create(MeterName).CreateCounter<long>(CounterName, description: "Sidecars that were asked to end because they answered no actor call.");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _options.Enabled ? Task.WhenAll(_types.Select(type => WatchAsync(type, stoppingToken))) : Task.CompletedTask;

    private async Task WatchAsync(string actorType, CancellationToken stoppingToken)
    {
        var patience = _options.Patience;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await AnswersAsync(actorType, patience, stoppingToken))
            {
                patience = _options.Patience;
                await Task.Delay(Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (!stoppingToken.IsCancellationRequested && await RestartAsync(actorType, patience, stoppingToken))
            {
                // What a new sidecar does not heal is not healed by the next either.
                patience = patience * 2 < LongestPatience ? patience * 2 : LongestPatience;
            }
        }
    }

    /// <summary>Whether there is an answer, or nobody who could answer: who starts the sidecar sees to that.</summary>
    private async Task<bool> AnswersAsync(string actorType, TimeSpan patience, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await _sidecar.AskAsync(actorType, either.Token);
            return true;
        }
        catch (HttpRequestException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether the sidecar was asked to end.</summary>
    private async Task<bool> RestartAsync(string actorType, TimeSpan patience, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(ShutdownLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            if (await _sidecar.KnowsOfTroubleAsync(either.Token))
            {
                LogTrouble(actorType, patience.TotalSeconds);
                return false;
            }

            LogRestart(actorType, patience.TotalSeconds);
            _restarts.Add(1, new KeyValuePair<string, object?>("actor_type", actorType));
            if (await _sidecar.ShutDownAsync(force: false, either.Token))
                await _sidecar.AskAsync(actorType, either.Token);
            else
                LogRefused(actorType);
        }
        catch (HttpRequestException)
        {
            // It is gone.
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            await ForceAsync(actorType, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The service ends itself.
        }

        return true;
    }

    private async Task ForceAsync(string actorType, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(ShutdownLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        LogForced(actorType);
        try
        {
            await _sidecar.ShutDownAsync(force: true, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // It is gone, or beyond this service's reach.
        }
    }

    [LoggerMessage(LogLevel.Error, "The sidecar has answered no call of {ActorType} for {Seconds} s though it calls itself ready; it is asked to shut down, to be started anew")]
    private partial void LogRestart(string actorType, double seconds);

    [LoggerMessage(LogLevel.Warning, "The sidecar has answered no call of {ActorType} for {Seconds} s, and says that it cannot now")]
    private partial void LogTrouble(string actorType, double seconds);

    [LoggerMessage(LogLevel.Error, "The sidecar answers no call of {ActorType} and refuses to shut down; its Configuration must allow the API shutdown")]
    private partial void LogRefused(string actorType);

    [LoggerMessage(LogLevel.Error, "The sidecar lives on, and still answers no call of {ActorType}; it is asked to shut down by force")]
    private partial void LogForced(string actorType);
}
