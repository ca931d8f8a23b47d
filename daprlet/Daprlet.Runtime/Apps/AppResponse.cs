namespace Daprlet.Apps;

/// <summary>An app's answer, its body still to be read. The call is under way, and holds the app's concurrency slot, until it is disposed.</summary>
public sealed class AppResponse : IDisposable
{
    private readonly AppCall _call;

    internal AppResponse(HttpResponseMessage message, AppCall call)
    {
        Message = message;
        _call = call;
    }

    public HttpResponseMessage Message { get; }

    public void Dispose()
    {
        Message.Dispose();
        _call.Dispose();
    }
}
