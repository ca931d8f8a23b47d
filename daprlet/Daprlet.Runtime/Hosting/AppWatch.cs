using System.Net.Sockets;
using Daprlet.Apps;
using Daprlet.Health;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>Waits until the app listens, then keeps an eye on its health, and tells the building blocks when the app comes and goes.</summary>
internal sealed partial class AppWatch(AppConnection connection, AppChannel app, SidecarOptions options, BuildingBlocks blocks, SidecarHealth health, Action ready, ILogger logger)
{
    private static readonly TimeSpan DialInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DialTimeout = TimeSpan.FromMilliseconds(500);

    private volatile TaskCompletionSource _unhealthy = Completed();
    private bool _up;

    /// <summary>Completed while the app is not well, or not there yet.</summary>
    public Task Unhealthy => _unhealthy.Task;

    /// <summary>Runs until it is cancelled; then the blocks have been told that the app is gone.</summary>
    /// <param name="grace">How long they may wait, at the end, for what is under way.</param>
    public async Task RunAsync(Func<TimeSpan> grace, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForPortAsync(cancellationToken);
            if (app is GrpcAppChannel && options.AppHealth is not null)
                health.MarkReachable();
            if (options.AppHealth is { } checks)
                await ProbeAsync(checks, cancellationToken);
            else
                await UpAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (!_up)
                return;
            using var limit = new CancellationTokenSource(grace());
            await blocks.AppDownAsync(limit.Token);
        }
    }

    private async Task WaitForPortAsync(CancellationToken cancellationToken)
    {
        LogWaiting(logger, app.BaseAddress.Port);
        while (!await ListensAsync(cancellationToken))
            await Task.Delay(DialInterval, cancellationToken); // whether a port is there has nothing to do with a clock that a test moves
        LogDiscovered(logger, app.BaseAddress.Port);
    }

    private async Task<bool> ListensAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DialTimeout);
        try
        {
            using var connection = await AppSocket.ConnectAsync(app.BaseAddress.IdnHost, app.BaseAddress.Port, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private async Task ProbeAsync(AppHealthOptions checks, CancellationToken cancellationToken)
    {
        var failures = checks.Threshold;
        app.IsHealthy = false;
        while (true)
        {
            failures = await IsHealthyAsync(checks, cancellationToken) ? 0 : failures + 1;
            if (failures == 0 && !_up)
                await UpAsync(cancellationToken);
            else if (failures >= checks.Threshold && _up)
                await DownAsync(cancellationToken);
            await Task.Delay(checks.Interval, options.Time, cancellationToken);
        }
    }

    private async Task<bool> IsHealthyAsync(AppHealthOptions checks, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(checks.Timeout);
        try
        {
            return await app.ProbeAsync(checks.Path, limit.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private async Task UpAsync(CancellationToken cancellationToken)
    {
        app.IsHealthy = true;
        _unhealthy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!health.IsReady && options.AsksForConfiguration && app is HttpAppChannel web)
            connection.Configuration = await AppConfiguration.AskAsync(web, options.AppId, logger, cancellationToken);
        await blocks.AppUpAsync(cancellationToken);
        _up = true;
        ready();
    }

    private async Task DownAsync(CancellationToken cancellationToken)
    {
        app.IsHealthy = false;
        if (!_up)
            return;
        _up = false;
        LogDown(logger);
        _unhealthy.TrySetResult();
        await blocks.AppDownAsync(cancellationToken);
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "waiting for application to listen on port {Port}")]
    private static partial void LogWaiting(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "application discovered on port {Port}")]
    private static partial void LogDiscovered(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "App entered unhealthy status")]
    private static partial void LogDown(ILogger logger);
}
