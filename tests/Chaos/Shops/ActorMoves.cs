using System.Diagnostics;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>
/// The moves of actors between the instances of a service, which hold calls of the actors. An instance that dies and comes back makes two. When
/// others die meanwhile, calls are held by one move after the other, for which nobody can be blamed.
/// </summary>
internal static class ActorMoves
{
    /// <summary>How long a move holds calls, where it is made to last. The others learn of a sidecar that has died within a second.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LongestGap = Hold + TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSeries = TimeSpan.FromSeconds(10);

    /// <summary>Whether actors have been moving for longer than an instance that comes back makes them.</summary>
    public static bool AreEndless(IEnumerable<ServiceInstance> instances)
    {
        var now = Stopwatch.GetTimestamp();
        var start = now;
        foreach (var change in instances.SelectMany(instance => instance.Changes).OrderDescending())
        {
            if (Stopwatch.GetElapsedTime(change, start) > LongestGap) break;
            start = change;
        }

        return Stopwatch.GetElapsedTime(start, now) > LongestSeries;
    }
}
