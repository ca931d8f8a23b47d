namespace DaprShop.Payments;

/// <summary>The Dapr components of this service; section <c>Payments</c> of the configuration.</summary>
public sealed class PaymentsOptions
{
    /// <summary>The state component that holds the ledgers.</summary>
    public string StateStore { get; init; } = "payments-state";

    /// <summary>The output binding that reaches the card processor.</summary>
    public string CardProcessor { get; init; } = "card-processor";

    /// <summary>How often the card processor is asked before the answer is that it is not available: 1 or more.</summary>
    public int ProcessorAttempts { get; init; } = 3;
}
