namespace Daprlet.Health;

/// <summary>How far a sidecar's start has come.</summary>
public sealed class SidecarHealth
{
    private volatile TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Components are loaded and the API listens; the app may not be there yet.</summary>
    public bool IsOutboundReady { get; internal set; }

    /// <summary>The app, if there is one, is reachable, and its subscriptions have started.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Completes when the sidecar is ready.</summary>
    public Task Ready => _ready.Task;

    internal void MarkReady() => _ready.TrySetResult();

    /// <summary>A sidecar that was ready without an app has one to wait for now.</summary>
    internal void AwaitApp()
    {
        if (IsReady)
            _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
