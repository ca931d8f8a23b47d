using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Persistence.Actors;

/// <summary>
/// The turns that actors take in this process; the SDK lets an actor take one at a time. A turn ends when its sidecar lets go of its
/// request, or deactivates the actor, for which the SDK would wait until the turn has ended by itself.
/// </summary>
/// <param name="requests">The request of a turn.</param>
public sealed class ActorTurns(IHttpContextAccessor requests)
{
    private readonly ConcurrentDictionary<(string Type, string Id), CancellationTokenSource> _underWay = new();

    /// <summary>Runs a turn.</summary>
    /// <param name="actorType">The type of its actor.</param>
    /// <param name="actorId">The id of its actor.</param>
    /// <param name="act">The turn, and what ends it.</param>
    internal async Task<T> RunAsync<T>(string actorType, string actorId, Func<CancellationToken, Task<T>> act)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(requests.HttpContext?.RequestAborted ?? CancellationToken.None);
        var turn = KeyValuePair.Create((actorType, actorId), end);
        _underWay[turn.Key] = end;
        try
        {
            return await act(end.Token);
        }
        finally
        {
            lock (end) _underWay.TryRemove(turn);
        }
    }

    /// <summary>Ends the turn that an actor takes, if it takes one.</summary>
    internal void End(string actorType, string actorId)
    {
        if (!_underWay.TryGetValue((actorType, actorId), out var end)) return;
        lock (end)
        {
            if (_underWay.TryGetValue((actorType, actorId), out var current) && current == end) end.Cancel();
        }
    }
}
