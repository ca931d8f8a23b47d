using System.Net.Sockets;
using Daprlet.Apps;
using Daprlet.Hosting;
using Daprlet.Http;

namespace Daprlet.Runs;

/// <summary>Whether an app that has been started is up: it answers at its port and says that it is well, or, without a port that is its own, it has lived for some seconds.</summary>
internal sealed class AppAnswer(RunApp app, Sidecar sidecar, TimeProvider time)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    // Whether a port is there has nothing to do with a clock that a test moves.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DialTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether anybody listens at the app's port. Before the app is started, that is somebody else.</summary>
    public async Task<bool> IsHeardAsync(CancellationToken cancellationToken)
    {
        if (app.Sidecar.AppPort is not { } port)
            return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DialTimeout);
        try
        {
            using var connection = await AppSocket.ConnectAsync(HostName.Bare(app.Sidecar.AppChannelAddress), port, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <param name="isPortTaken">Whether somebody else had the port before the app was started.</param>
    public async Task WaitAsync(bool isPortTaken, CancellationToken cancellationToken)
    {
        if (app.Sidecar.AppPort is null || isPortTaken)
            await Task.Delay(LongEnough, time, cancellationToken);
        while (app.Sidecar.AppPort is not null && !(await IsHeardAsync(cancellationToken) && await IsWellAsync(cancellationToken)))
            await Task.Delay(PollInterval, cancellationToken);
    }

    private async Task<bool> IsWellAsync(CancellationToken cancellationToken)
    {
        if (app.Sidecar.AppHealth is not { } checks || sidecar.App.Channel is not { } channel)
            return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(checks.Timeout);
        try
        {
            return await channel.ProbeAsync(checks.Path, limit.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
