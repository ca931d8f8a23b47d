namespace Daprlet.Apps;

/// <summary>A call of the app that is under way, and its slot where it holds one, until it is disposed.</summary>
internal sealed class AppCall(CallsUnderWay calls, SemaphoreSlim? slots) : IDisposable
{
    private int _ended;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1)
            return;
        slots?.Release();
        calls.End();
    }
}
