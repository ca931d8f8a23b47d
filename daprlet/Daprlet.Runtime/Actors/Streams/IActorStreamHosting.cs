namespace Daprlet.Actors.Streams;

/// <summary>The actors of a sidecar as streams see them.</summary>
internal interface IActorStreamHosting
{
    /// <summary>Whether the app may host actors on streams: not if it has an HTTP server for them.</summary>
    bool TakesStreams { get; }

    /// <summary>Cancelled when no stream is hosted any more, because the sidecar stops.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Hosts what the app hosts on a stream; completes when the others know.</summary>
    Task AddAsync(ActorStream stream);

    /// <summary>Hosts no longer what the app hosts on a stream that is closed, unless it does on another one.</summary>
    Task RemoveAsync(ActorStream stream);
}
