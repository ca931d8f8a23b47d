using System.Text.Json;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Payments.Processors;

/// <summary>A payment as the processor reports it.</summary>
/// <param name="Reference">Ours.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Currency">An ISO 4217 code; empty where nothing was ever held.</param>
/// <param name="Authorised">What was held at first.</param>
/// <param name="Captured">What was taken.</param>
/// <param name="Refunded">What of that was given back.</param>
internal sealed record CardPayment(
    string Reference, CardPaymentStatus Status, string Currency, decimal Authorised, decimal Captured, decimal Refunded)
{
    /// <summary>Whether nothing is held, and nothing ever will be.</summary>
    public bool IsOver => Status is CardPaymentStatus.Declined or CardPaymentStatus.Voided && Captured == 0;

    /// <summary>Reads an answer.</summary>
    /// <returns>The payment; null if the answer is not one, or one of another payment.</returns>
    public static CardPayment? Read(ReadOnlyMemory<byte> json, string reference)
    {
        try
        {
            return JsonSerializer.Deserialize<CardPayment>(json.Span, ShopJson.State) is { } payment && payment.Reference == reference ? payment : null;
        }
        catch (JsonException)
        {
            return null; // whatever it is, it is no answer
        }
    }

    /// <summary>Whether the card holds this, or did before it was taken.</summary>
    public bool HasAuthorised(Money money) =>
        Status is CardPaymentStatus.Authorised or CardPaymentStatus.Captured or CardPaymentStatus.Refunded
        && (Authorised, Currency) == (money.Amount, money.Currency);

    /// <summary>Whether this was taken.</summary>
    public bool HasCaptured(Money money) =>
        Status is CardPaymentStatus.Captured or CardPaymentStatus.Refunded && (Captured, Currency) == (money.Amount, money.Currency);

    /// <summary>Whether this was given back.</summary>
    public bool HasRefunded(Money money) =>
        Status == CardPaymentStatus.Refunded && (Refunded, Currency) == (money.Amount, money.Currency);
}

/// <summary>Where a payment stands at the processor.</summary>
internal enum CardPaymentStatus
{
    /// <summary>No status at all.</summary>
    Unknown,

    /// <summary>The card holds the money.</summary>
    Authorised,

    /// <summary>The card was refused.</summary>
    Declined,

    /// <summary>The money was taken.</summary>
    Captured,

    /// <summary>Nothing is held any more.</summary>
    Voided,

    /// <summary>The money was given back.</summary>
    Refunded,
}
