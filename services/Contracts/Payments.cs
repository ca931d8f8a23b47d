namespace DaprShop.Contracts;

/// <summary>Charges an order. The order's id and the number of the attempt are the key: repeating it charges once.</summary>
/// <param name="Amount">Above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="PaymentToken">What the card stands behind; never stored, never logged.</param>
public sealed record ChargeOrder(decimal Amount, string Currency, string PaymentToken)
{
    /// <summary>Keeps the token out of whatever prints this.</summary>
    public override string ToString() => $"{nameof(ChargeOrder)} {{ {Amount} {Currency} }}";
}

/// <summary>How an attempt to pay ended, for good.</summary>
public enum ChargeOutcome
{
    /// <summary>The money is here.</summary>
    Charged,

    /// <summary>The card was refused; the next attempt has the next number.</summary>
    Declined,

    /// <summary>The attempt was given up before it charged anything; it never will.</summary>
    Voided,
}

/// <summary>The answer to a charge, or to giving one up.</summary>
public sealed record ChargeResult(ChargeOutcome Outcome);

/// <summary>The money of an order.</summary>
/// <param name="Charged">What was charged in all.</param>
/// <param name="Refunded">What was given back in all.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Entries">Each movement, the oldest first.</param>
public sealed record PaymentStatement(decimal Charged, decimal Refunded, string Currency, IReadOnlyList<PaymentEntry> Entries);

/// <summary>One movement of money.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Amount">Above 0.</param>
/// <param name="At">When it was booked.</param>
public sealed record PaymentEntry(PaymentKind Kind, decimal Amount, DateTimeOffset At);

/// <summary>Which way money went.</summary>
public enum PaymentKind
{
    /// <summary>From the customer.</summary>
    Charge,

    /// <summary>Back to the customer.</summary>
    Refund,
}
