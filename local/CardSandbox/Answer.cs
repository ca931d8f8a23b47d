namespace DaprShop.CardSandbox;

/// <summary>How a request was answered. One that did something, or found that it cannot be done, is answered so again.</summary>
/// <param name="StatusCode">An HTTP status.</param>
/// <param name="Payment">The payment as it stood then; null where there is none to speak of, and the answer is not kept.</param>
internal sealed record Answer(int StatusCode, CardPayment? Payment)
{
    /// <summary>The merchant does not know this payment from us.</summary>
    public static readonly Answer NotFound = new(StatusCodes.Status404NotFound, null);

    /// <summary>The idempotency key stands for another request.</summary>
    public static readonly Answer KeyReused = new(StatusCodes.Status422UnprocessableEntity, null);

    /// <summary>Nothing was done.</summary>
    public static readonly Answer Unavailable = new(StatusCodes.Status503ServiceUnavailable, null);

    /// <summary>Of the request that was answered: by it, a repetition is told from another request with its key.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>It was done, or the card was declined.</summary>
    public static Answer Of(CardPayment payment) =>
        new(payment.Status == PaymentStatus.Declined ? StatusCodes.Status402PaymentRequired : StatusCodes.Status200OK, payment);

    /// <summary>Where the payment stands, this cannot be done.</summary>
    public static Answer Conflict(CardPayment payment) => new(StatusCodes.Status409Conflict, payment);
}
