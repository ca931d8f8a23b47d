namespace Daprlet.Actors.Placement;

/// <summary>One host as the <see cref="HostTable"/> keeps it.</summary>
/// <param name="ProcessId">The process that the host runs in.</param>
/// <param name="ProcessStarted">When that process started, in ticks of UTC: ids are given out again.</param>
internal sealed record HostRow(string Id, string Namespace, IReadOnlyList<string> Types, long Acknowledged, string Address, string Secret, int ProcessId, long ProcessStarted)
{
    /// <summary>When the lease ends, in Unix milliseconds.</summary>
    public long LeaseEnd { get; init; }
}
