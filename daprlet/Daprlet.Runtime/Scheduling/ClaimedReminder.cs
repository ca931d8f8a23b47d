namespace Daprlet.Scheduling;

/// <summary>A reminder that is due and that this sidecar alone fires, as long as it renews its claim.</summary>
/// <param name="Registration">Tells this registration from earlier and later ones of the same name.</param>
/// <param name="Version">Tells this claim from all others.</param>
/// <param name="Data">JSON for the callback; null for none.</param>
internal sealed record ClaimedReminder(
    long Registration,
    long Version,
    ReminderKey Key,
    ReadOnlyMemory<byte>? Data,
    ReminderTimes Times,
    FailurePolicy FailurePolicy,
    ReminderProgress Progress);
