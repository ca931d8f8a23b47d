namespace Daprlet.Actors.Streams;

/// <summary>A request to an app's actors has no answer, in Dapr's words.</summary>
internal sealed class ActorStreamException(string message, Exception? inner = null) : Exception(message, inner)
{
    public static ActorStreamException NotConnected() => new("actor host is not connected");

    public static ActorStreamException Disconnected(Exception? inner = null) => new("actor host disconnected before responding", inner);
}
