namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Holds a turn until the test lets it go.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody waits at the gate.</summary>
    public Task Entered => _entered.Task.WaitAsync(HostingApp.Limit);

    public void Open() => _open.TrySetResult();

    public Task WaitAsync()
    {
        _entered.TrySetResult();
        return _open.Task.WaitAsync(HostingApp.Limit);
    }
}
