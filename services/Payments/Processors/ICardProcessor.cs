namespace DaprShop.Payments.Processors;

/// <summary>
/// The company that moves the money. Each call carries a key, and repeating it with the key does nothing more; none of them
/// throws for a card that is refused.
/// </summary>
public interface ICardProcessor
{
    /// <summary>Charges a card.</summary>
    /// <param name="key">The charge's key: an order and an attempt.</param>
    /// <param name="amount">Above 0.</param>
    /// <param name="currency">An ISO 4217 code.</param>
    /// <param name="paymentToken">What the card stands behind.</param>
    /// <param name="cancellationToken">Ends the call, whose outcome is then unknown.</param>
    /// <returns>Whether the charge was approved, now or at the first call with the key.</returns>
    /// <exception cref="ProcessorUnavailableException">No answer; whether the card was charged is unknown.</exception>
    Task<bool> ChargeAsync(string key, decimal amount, string currency, string paymentToken, CancellationToken cancellationToken);

    /// <summary>Gives back what was charged with a key, if anything was, and refuses to charge with it from then on.</summary>
    /// <exception cref="ProcessorUnavailableException">No answer; repeat it.</exception>
    Task ReverseAsync(string key, CancellationToken cancellationToken);
}

/// <summary>The card processor does not answer.</summary>
public sealed class ProcessorUnavailableException(string message) : Exception(message);
