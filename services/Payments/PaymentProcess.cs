using DaprShop.Contracts;
using DaprShop.Payments.Domain;
using DaprShop.Payments.Processors;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace DaprShop.Payments;

/// <summary>
/// Moves the money of an order: what is to happen is noted first, then the processor does it, then it is booked. Whoever
/// finds it half done, after a crash or beside another request, does the same again under the same reference.
/// </summary>
internal sealed partial class PaymentProcess(
    PaymentStore payments, ICardProcessor processor, IOptions<PaymentsOptions> options, TimeProvider time, ILogger<PaymentProcess> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Holds the money for an order on a card, or learns what became of the attempt before.</summary>
    /// <returns>How far the attempt has come; null if an earlier one stands, so that this one cannot begin.</returns>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat it.</exception>
    public async Task<PaymentOutcome?> AuthoriseAsync(Guid orderId, int attempt, AuthorisePayment request, CancellationToken cancellationToken)
    {
        var ledger = await payments.ChangeAsync(
            orderId, current => current.Begin(attempt, request.Amount, request.Currency), cancellationToken);
        if (ledger.StateOf(attempt) == AttemptState.Authorising)
        {
            var isApproved = await AskAsync(orderId, () =>
                processor.AuthoriseAsync(Reference(orderId, attempt), MoneyOf(ledger, attempt), request.PaymentToken, cancellationToken), cancellationToken);
            ledger = await payments.ChangeAsync(
                orderId, current => current.SettleAuthorisation(attempt, isApproved, time.GetUtcNow()), cancellationToken);
            LogAuthorisation(orderId, attempt, isApproved);
        }

        // Whoever comes late finds it further on, and has what was asked for all the same.
        return ledger.StateOf(attempt) is AttemptState.Authorised or AttemptState.Capturing or AttemptState.Captured
            ? PaymentOutcome.Authorised
            : await EndAsync(ledger, attempt, cancellationToken);
    }

    /// <summary>Takes the money that an attempt holds, or learns that it was taken. What cannot be taken is let go.</summary>
    /// <returns>How far the attempt has come; null if there is nothing to take yet.</returns>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat it.</exception>
    public async Task<PaymentOutcome?> CaptureAsync(Guid orderId, int attempt, CancellationToken cancellationToken)
    {
        var ledger = await payments.ChangeAsync(orderId, current => current.BeginCapture(attempt), cancellationToken);
        if (ledger.StateOf(attempt) == AttemptState.Capturing)
        {
            var isCaptured = await AskAsync(orderId, () =>
                processor.CaptureAsync(Reference(orderId, attempt), MoneyOf(ledger, attempt), cancellationToken), cancellationToken);
            ledger = await payments.ChangeAsync(
                orderId, current => current.SettleCapture(attempt, isCaptured, time.GetUtcNow()), cancellationToken);
            LogCapture(orderId, attempt, isCaptured);
        }

        return await EndAsync(ledger, attempt, cancellationToken);
    }

    /// <summary>Sees to it that an attempt holds and takes nothing, or learns what became of it before.</summary>
    /// <returns>How far the attempt has come; null if an earlier one stands, or its money is just being taken.</returns>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat it.</exception>
    public async Task<PaymentOutcome?> VoidAsync(Guid orderId, int attempt, CancellationToken cancellationToken) => await EndAsync(
        await payments.ChangeAsync(orderId, current => current.BeginVoid(attempt), cancellationToken), attempt, cancellationToken);

    /// <summary>Gives back what was taken, if anything was.</summary>
    /// <returns>The money of the order; null if some of it is just being taken.</returns>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat it.</exception>
    public async Task<PaymentStatement?> RefundAsync(Guid orderId, CancellationToken cancellationToken)
    {
        var ledger = await payments.ChangeAsync(orderId, current => current.BeginRefund(), cancellationToken);
        if (ledger.IsCapturing) return null;
        if (ledger is { Charge: { } charge, IsRefunded: false })
        {
            await AskAsync(orderId, () => processor.RefundAsync(
                Reference(orderId, charge.Number), MoneyOf(ledger, charge.Number), cancellationToken), cancellationToken);
            ledger = await payments.ChangeAsync(orderId, current => current.SettleRefund(time.GetUtcNow()), cancellationToken);
            LogRefund(orderId);
        }

        return ledger.ToStatement();
    }

    // An attempt that is being given up, by whomever, is given up before anything is said of it.
    private async Task<PaymentOutcome?> EndAsync(PaymentLedger ledger, int attempt, CancellationToken cancellationToken)
    {
        if (ledger.StateOf(attempt) == AttemptState.Voiding)
        {
            await AskAsync(ledger.OrderId, () => processor.VoidAsync(Reference(ledger.OrderId, attempt), cancellationToken), cancellationToken);
            ledger = await payments.ChangeAsync(ledger.OrderId, current => current.SettleVoid(attempt, time.GetUtcNow()), cancellationToken);
        }

        return ledger.StateOf(attempt) switch
        {
            AttemptState.Captured => PaymentOutcome.Captured,
            AttemptState.Declined => PaymentOutcome.Declined,
            AttemptState.Voided => PaymentOutcome.Voided,
            _ => null,
        };
    }

    private Task<bool> AskAsync(Guid orderId, Func<Task> ask, CancellationToken cancellationToken) => AskAsync(orderId, async () =>
    {
        await ask();
        return true;
    }, cancellationToken);

    private async Task<bool> AskAsync(Guid orderId, Func<Task<bool>> ask, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (ProcessorUnavailableException exception)
            {
                LogUnavailable(orderId, tries, exception.Message, exception.GetBaseException().Message);
                if (tries >= options.Value.ProcessorAttempts)
                {
                    throw new ServiceUnavailableException(
                        "processor_unavailable", "The card processor does not answer. Try again: you will not be charged twice.", exception);
                }
            }

            await Task.Delay(Pause * tries, time, cancellationToken);
        }
    }

    private static string Reference(Guid orderId, int attempt) => $"{orderId}-{attempt}";

    private static Money MoneyOf(PaymentLedger ledger, int attempt) => new(ledger.Attempts[attempt].Amount, ledger.Attempts[attempt].Currency);

    [LoggerMessage(LogLevel.Information, "Order {OrderId}, attempt {Attempt}: the card processor authorised it: {IsApproved}")]
    private partial void LogAuthorisation(Guid orderId, int attempt, bool isApproved);

    [LoggerMessage(LogLevel.Information, "Order {OrderId}, attempt {Attempt}: the card processor captured it: {IsCaptured}")]
    private partial void LogCapture(Guid orderId, int attempt, bool isCaptured);

    [LoggerMessage(LogLevel.Information, "Order {OrderId} was refunded")]
    private partial void LogRefund(Guid orderId);

    [LoggerMessage(LogLevel.Warning, "The card processor did not answer for order {OrderId}, time {Tries}: {Reason} {Cause}")]
    private partial void LogUnavailable(Guid orderId, int tries, string reason, string cause);
}
