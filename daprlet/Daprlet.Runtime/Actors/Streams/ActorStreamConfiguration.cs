using Daprlet.Actors.Configuration;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Resources;
using Google.Protobuf.WellKnownTypes;

namespace Daprlet.Actors.Streams;

/// <summary>What an app says of its actors when it opens a stream.</summary>
internal static class ActorStreamConfiguration
{
    public static ActorConfiguration Of(SubscribeActorEventsRequestInitialAlpha1 registration) => new()
    {
        Entities = [.. registration.Entities],
        IdleTimeout = Text(registration.ActorIdleTimeout),
        DrainTimeout = Text(registration.DrainOngoingCallTimeout),
        DrainsRebalanced = registration.HasDrainRebalancedActors ? registration.DrainRebalancedActors : null,
        IsReentrant = registration.Reentrancy?.Enabled is true,
        MaxStackDepth = Depth(registration.Reentrancy),
        PerEntity = [.. registration.EntitiesConfig.Select(Of)],
    };

    private static ActorConfiguration Of(ActorEntityConfig own) => new()
    {
        Entities = [.. own.Entities],
        IdleTimeout = Text(own.ActorIdleTimeout),
        DrainTimeout = Text(own.DrainOngoingCallTimeout),
        DrainsRebalanced = own.HasDrainRebalancedActors ? own.DrainRebalancedActors : null,
        IsReentrant = own.Reentrancy?.Enabled is true,
        MaxStackDepth = Depth(own.Reentrancy),
    };

    private static long? Depth(ActorReentrancyConfig? reentrancy) => reentrancy?.HasMaxStackDepth is true ? reentrancy.MaxStackDepth : null;

    /// <summary>A Go duration.</summary>
    private static string? Text(Duration? duration) => duration is null ? null : GoDuration.Format(GrpcDuration.ToTimeSpan(duration));
}
