namespace DaprShop.Contracts;

/// <summary>Holds the money for an order on a card. The order's id and the number of the attempt are the key: repeating it holds it once.</summary>
/// <param name="Amount">Above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="PaymentToken">What the card stands behind; never stored, never logged.</param>
public sealed record AuthorisePayment(decimal Amount, string Currency, string PaymentToken)
{
    /// <summary>Keeps the token out of whatever prints this.</summary>
    public override string ToString() => $"{nameof(AuthorisePayment)} {{ {Amount} {Currency} }}";
}

/// <summary>How far an attempt to pay has come.</summary>
public enum PaymentOutcome
{
    /// <summary>The money is held on the card: it can be captured or voided.</summary>
    Authorised,

    /// <summary>The money is here.</summary>
    Captured,

    /// <summary>The card was refused, for good; the next attempt has the next number.</summary>
    Declined,

    /// <summary>The attempt was given up, for good; it holds nothing and takes nothing.</summary>
    Voided,
}

/// <summary>The answer to each step of an attempt to pay.</summary>
public sealed record PaymentResult(PaymentOutcome Outcome);

/// <summary>The money of an order.</summary>
/// <param name="Charged">What was taken in all.</param>
/// <param name="Refunded">What was given back in all; never more than was taken.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Entries">What was booked, the oldest first.</param>
public sealed record PaymentStatement(decimal Charged, decimal Refunded, string Currency, IReadOnlyList<PaymentEntry> Entries);

/// <summary>Something that was booked.</summary>
/// <param name="Kind">What happened to the money.</param>
/// <param name="Amount">Above 0.</param>
/// <param name="At">When it was booked.</param>
public sealed record PaymentEntry(PaymentKind Kind, decimal Amount, DateTimeOffset At);

/// <summary>What happened to money.</summary>
public enum PaymentKind
{
    /// <summary>It is held on the card, and still the customer's.</summary>
    Authorisation,

    /// <summary>What was held was taken.</summary>
    Charge,

    /// <summary>What was held was let go.</summary>
    Void,

    /// <summary>What was taken went back to the customer.</summary>
    Refund,
}
