using Microsoft.AspNetCore.Http;

namespace Daprlet.Actors;

/// <summary>An app's answer to a call of an actor, complete.</summary>
/// <param name="Headers">As in <see cref="ActorCall.Headers"/>.</param>
internal sealed record ActorAnswer(IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the app reports an error of the actor: the body says which, for the caller to read.</summary>
    public bool IsError => Headers.ContainsKey(ActorHeaders.Error);
}
