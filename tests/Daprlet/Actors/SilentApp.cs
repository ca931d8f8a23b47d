using Daprlet.Actors;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>An app whose actors do nothing.</summary>
internal sealed class SilentApp : IActorApp, IActorPeer
{
    Task<ActorResult> IActorApp.InvokeAsync(ActorCall call, CancellationToken interruption) => throw new NotSupportedException();

    Task<ActorResult> IActorPeer.InvokeAsync(ActorCall call, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CallbackResult> CallbackAsync(ActorCallback callback, string? reentrancyId, CancellationToken interruption) => throw new NotSupportedException();

    public Task DeactivateAsync(ActorAddress actor, CancellationToken cancellationToken) => Task.CompletedTask;
}
