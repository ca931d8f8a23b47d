namespace DaprShop.Payments.Domain;

/// <summary>An attempt to pay an order.</summary>
/// <param name="Number">From 1.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Amount">What it is to take; 0 if it was given up before it began.</param>
/// <param name="Currency">An ISO 4217 code; empty if it was given up before it began.</param>
public sealed record PaymentAttempt(int Number, AttemptState State, decimal Amount, string Currency);

/// <summary>How far an attempt has come. What ends in "-ing" is noted before the processor is asked, and asked again until it answers.</summary>
public enum AttemptState
{
    /// <summary>The card is to hold the money.</summary>
    Authorising,

    /// <summary>The card holds the money.</summary>
    Authorised,

    /// <summary>Final: the card was refused.</summary>
    Declined,

    /// <summary>What the card holds is to be taken.</summary>
    Capturing,

    /// <summary>Final: the money is here.</summary>
    Captured,

    /// <summary>The card is to hold nothing.</summary>
    Voiding,

    /// <summary>Final: given up.</summary>
    Voided,
}
