namespace Daprlet.Actors;

/// <summary>A reminder or a timer as the API shows it. What is empty is not shown.</summary>
internal sealed record ActorSchedule(ActorAddress Actor, string Name)
{
    public string DueTime { get; init; } = "";

    public string Period { get; init; } = "";

    /// <summary>The moment at which it ends (RFC 3339).</summary>
    public string Ttl { get; init; } = "";

    /// <summary>Only timers have one.</summary>
    public string Callback { get; init; } = "";

    /// <summary>JSON; null for none.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }
}
