namespace DaprShop.CardSandbox;

/// <summary>Where a payment stands.</summary>
internal enum PaymentStatus
{
    /// <summary>The money is held on the card.</summary>
    Authorised,

    /// <summary>Final: the card was refused.</summary>
    Declined,

    /// <summary>Money was taken.</summary>
    Captured,

    /// <summary>Final: nothing is held, and nothing ever will be.</summary>
    Voided,

    /// <summary>Final: all that was taken was given back.</summary>
    Refunded,
}

/// <summary>A payment as the processor knows it, under the merchant's own reference.</summary>
/// <param name="Reference">Chosen by the merchant.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Currency">An ISO 4217 code; empty for one that was voided before it was authorised.</param>
/// <param name="Authorised">What was held at first.</param>
/// <param name="Captured">What was taken.</param>
/// <param name="Refunded">What of that was given back.</param>
internal sealed record CardPayment(
    string Reference, PaymentStatus Status, string Currency, decimal Authorised = 0, decimal Captured = 0, decimal Refunded = 0)
{
    /// <summary>Holds money on a card, or finds that it is refused.</summary>
    public static CardPayment Authorise(string reference, decimal amount, string currency, string token) => TestTokens.IsApproved(token)
        ? new(reference, PaymentStatus.Authorised, currency, Authorised: amount)
        : new(reference, PaymentStatus.Declined, currency);

    /// <summary>What a merchant who does not know whether it was authorised leaves behind: nothing comes of a request that is still on its way.</summary>
    public static CardPayment NeverAuthorised(string reference) => new(reference, PaymentStatus.Voided, "");

    /// <summary>Takes what is held, or a part of it.</summary>
    /// <returns>The payment afterwards; null if that cannot be.</returns>
    public CardPayment? Capture(decimal amount, string currency) =>
        Status == PaymentStatus.Authorised && currency == Currency && amount <= Authorised
            ? this with { Status = PaymentStatus.Captured, Captured = amount }
            : null;

    /// <summary>Lets go of what is held.</summary>
    /// <returns>The payment afterwards; null if that cannot be.</returns>
    public CardPayment? Void() => Status switch
    {
        PaymentStatus.Authorised => this with { Status = PaymentStatus.Voided },
        PaymentStatus.Voided => this,
        _ => null,
    };

    /// <summary>Gives back what was taken, or a part of it.</summary>
    /// <returns>The payment afterwards; null if that cannot be.</returns>
    public CardPayment? Refund(decimal amount, string currency) =>
        Status == PaymentStatus.Captured && currency == Currency && Refunded + amount <= Captured
            ? this with { Status = Refunded + amount == Captured ? PaymentStatus.Refunded : PaymentStatus.Captured, Refunded = Refunded + amount }
            : null;
}
