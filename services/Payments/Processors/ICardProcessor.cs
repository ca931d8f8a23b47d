namespace DaprShop.Payments.Processors;

/// <summary>
/// The company that moves the money. Each payment has a reference of ours, and repeating a step for it does nothing more. A
/// step that has no clear answer throws: then whether it was done is unknown, and it is to be repeated.
/// </summary>
public interface ICardProcessor
{
    /// <summary>Lets a card hold money.</summary>
    /// <param name="reference">Of the payment: an order and an attempt.</param>
    /// <param name="amount">What to hold.</param>
    /// <param name="paymentToken">What the card stands behind.</param>
    /// <param name="cancellationToken">Ends the call, whose outcome is then unknown.</param>
    /// <returns>Whether the card holds it. The first card that was asked for a reference counts, whatever card a repetition brings.</returns>
    /// <exception cref="ProcessorUnavailableException">No clear answer.</exception>
    Task<bool> AuthoriseAsync(string reference, Money amount, string paymentToken, CancellationToken cancellationToken);

    /// <summary>Takes what a card holds.</summary>
    /// <returns>Whether it was taken; false means that nothing is held, and nothing ever will be taken.</returns>
    /// <exception cref="ProcessorUnavailableException">No clear answer.</exception>
    Task<bool> CaptureAsync(string reference, Money amount, CancellationToken cancellationToken);

    /// <summary>Lets go of what a card holds, if it holds anything, and refuses to hold or take with the reference from then on.</summary>
    /// <exception cref="ProcessorUnavailableException">No clear answer.</exception>
    Task VoidAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Gives back what was taken, all of it.</summary>
    /// <exception cref="ProcessorUnavailableException">No clear answer.</exception>
    Task RefundAsync(string reference, Money amount, CancellationToken cancellationToken);
}

/// <summary>An amount of money.</summary>
/// <param name="Amount">Above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public readonly record struct Money(decimal Amount, string Currency);

/// <summary>The card processor does not answer, or not in a way that is one of its answers.</summary>
public sealed class ProcessorUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
