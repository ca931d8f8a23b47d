namespace Daprlet.Apps;

/// <summary>An app's answer, its body still to be read. Holds the app's concurrency slot until it is disposed.</summary>
public sealed class AppResponse : IDisposable
{
    private SemaphoreSlim? _slot;

    internal AppResponse(HttpResponseMessage message, SemaphoreSlim? slot)
    {
        Message = message;
        _slot = slot;
    }

    public HttpResponseMessage Message { get; }

    public void Dispose()
    {
        Message.Dispose();
        Interlocked.Exchange(ref _slot, null)?.Release();
    }
}
