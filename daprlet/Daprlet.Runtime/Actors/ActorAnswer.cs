namespace Daprlet.Actors;

/// <summary>An app's answer to a call of an actor, complete.</summary>
/// <param name="message">The answer; its body has been read.</param>
/// <param name="owner">Ends the answer's use of its connection.</param>
internal sealed class ActorAnswer(HttpResponseMessage message, ReadOnlyMemory<byte> body, IDisposable owner) : IDisposable
{
    public HttpResponseMessage Message => message;

    public ReadOnlyMemory<byte> Body => body;

    public bool Has(string header) => message.Headers.NonValidated.Contains(header);

    public void Dispose() => owner.Dispose();
}
