namespace Daprlet.Scheduling;

/// <summary>A reminder as it was registered.</summary>
internal sealed record Reminder
{
    public required ReminderKey Key { get; init; }

    /// <summary>JSON for the callback; null for none.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The due time as it was given.</summary>
    public string DueTime { get; init; } = "";

    /// <summary>The time to live as it was given.</summary>
    public string Ttl { get; init; } = "";

    public required ReminderTimes Times { get; init; }

    public FailurePolicy FailurePolicy { get; init; } = FailurePolicy.Default;
}
