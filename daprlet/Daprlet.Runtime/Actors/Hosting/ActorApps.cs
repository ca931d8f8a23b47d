using Daprlet.Actors.Streams;
using Daprlet.Apps;
using Daprlet.Sidecars;

namespace Daprlet.Actors.Hosting;

/// <summary>The app as the sidecar's actors see it: its HTTP server where it has one, else the streams that it has opened.</summary>
internal sealed class ActorApps(HttpActorApp http, ActorStreams streams, AppConnection app, SidecarOptions options) : IActorApp
{
    /// <summary>Whether the app is an HTTP server: then it hosts actors there and nowhere else.</summary>
    public bool IsHttp => app.Channel is HttpAppChannel || options is { AppPort: not null, IsGrpcApp: false };

    private IActorApp Current => IsHttp ? http : streams;

    public Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken interruption) => Current.InvokeAsync(call, interruption);

    public Task<CallbackResult> CallbackAsync(ActorCallback callback, string? reentrancyId, CancellationToken interruption) => Current.CallbackAsync(callback, reentrancyId, interruption);

    public Task DeactivateAsync(ActorAddress actor, CancellationToken cancellationToken) => Current.DeactivateAsync(actor, cancellationToken);
}
