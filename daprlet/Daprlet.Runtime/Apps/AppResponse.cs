namespace Daprlet.Apps;

/// <summary>An app's answer, its body still to be read. The call is under way, and holds the app's concurrency slot, until it is disposed.</summary>
public sealed class AppResponse : IDisposable
{
    private Action? _end;

    /// <param name="end">What is to be done when the answer is done with.</param>
    internal AppResponse(HttpResponseMessage message, Action end)
    {
        Message = message;
        _end = end;
    }

    public HttpResponseMessage Message { get; }

    public void Dispose()
    {
        Message.Dispose();
        Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
