using Google.Protobuf.WellKnownTypes;

namespace Daprlet.GrpcApi;

/// <summary>Durations of messages as Go reads them: what does not fit its 64 bits of nanoseconds is as long as one can be.</summary>
internal static class GrpcDuration
{
    private const int NanosecondsPerTick = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(long.MaxValue / 1_000_000_000);

    public static TimeSpan ToTimeSpan(Duration duration)
    {
        if (duration.Seconds > (long)Longest.TotalSeconds)
            return Longest;
        return duration.Seconds < -(long)Longest.TotalSeconds ? -Longest : TimeSpan.FromSeconds(duration.Seconds) + TimeSpan.FromTicks(duration.Nanos / NanosecondsPerTick);
    }
}
