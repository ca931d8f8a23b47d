namespace Daprlet.Health;

/// <summary>How far a sidecar's start has come.</summary>
public sealed class SidecarHealth
{
    private volatile bool _isReachable;
    private volatile TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Components are loaded and the API listens; the app may not be there yet.</summary>
    public bool IsOutboundReady { get; internal set; }

    /// <summary>What the health API says: the app, if there is one, is reachable, and its subscriptions have started. Those of an app that speaks gRPC are not waited for while it is unhealthy, as in Dapr.</summary>
    public bool IsReady => _isReachable || _ready.Task.IsCompletedSuccessfully;

    /// <summary>Completes when the app, if there is one, is reachable and well, and its subscriptions have started.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The app is reachable, and there is nothing to be asked of it before it is well.</summary>
    internal void MarkReachable() => _isReachable = true;

    internal void MarkReady() => _ready.TrySetResult();

    /// <summary>A sidecar that was ready without an app has one to wait for now.</summary>
    internal void AwaitApp()
    {
        if (_ready.Task.IsCompletedSuccessfully)
            _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
