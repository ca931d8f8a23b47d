namespace Daprlet.Components.PubSub;

/// <summary>How a delivery ended.</summary>
public enum DeliveryOutcome
{
    /// <summary>The message is done with.</summary>
    Done,

    /// <summary>Another attempt may succeed: the backend redelivers as it does, or moves the message to the dead letter topic.</summary>
    Failed,

    /// <summary>
    /// The attempts that a retry policy allows have failed: the message goes to the dead letter topic. Without one the backend does as with
    /// any failure.
    /// </summary>
    Exhausted,

    /// <summary>No attempt will succeed or is wanted: the message goes to the dead letter topic, or away when there is none.</summary>
    Rejected,
}

/// <summary>How a delivery ended, and why.</summary>
/// <param name="Reason">For the log; empty for success.</param>
/// <param name="Status">The HTTP or gRPC status of the app's answer, which retry policies look at; null when there was none or it does not count.</param>
public readonly record struct DeliveryResult(DeliveryOutcome Outcome, string Reason = "", int? Status = null)
{
    public static readonly DeliveryResult Done = new(DeliveryOutcome.Done);

    public static DeliveryResult Failed(string reason, int? status = null) => new(DeliveryOutcome.Failed, reason, status);

    public static DeliveryResult Rejected(string reason) => new(DeliveryOutcome.Rejected, reason);
}
