using DaprShop.Contracts;
using DaprShop.Payments.Domain;
using DaprShop.Payments.Processors;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace DaprShop.Payments;

/// <summary>
/// Moves the money of an order: what is to happen is noted first, then the processor does it, then it is booked. Whoever
/// finds it half done, after a crash or beside another request, does the same again with the same key.
/// </summary>
internal sealed partial class PaymentProcess(
    PaymentStore payments, ICardProcessor processor, IOptions<PaymentsOptions> options, TimeProvider time, ILogger<PaymentProcess> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Charges an order, or learns how the attempt ended before.</summary>
    /// <returns>How the attempt ended; null if an earlier one has not, so that this one cannot begin.</returns>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat the attempt.</exception>
    public async Task<ChargeOutcome?> ChargeAsync(Guid orderId, int attempt, ChargeOrder request, CancellationToken cancellationToken)
    {
        var ledger = await payments.ChangeAsync(
            orderId, current => current.Begin(attempt, request.Amount, request.Currency), cancellationToken);
        if (ledger.OutcomeOf(attempt) is { } ended) return ended;
        if (!ledger.Attempts.TryGetValue(attempt, out var begun)) return null;
        if (begun.State == ChargeState.Voiding) return await VoidAsync(orderId, attempt, cancellationToken);

        var key = Key(orderId, attempt);
        var isApproved = await AskAsync(() =>
            processor.ChargeAsync(key, begun.Amount, begun.Currency, request.PaymentToken, cancellationToken), orderId, cancellationToken);
        ledger = await payments.ChangeAsync(orderId, current => current.Settle(attempt, isApproved, time.GetUtcNow()), cancellationToken);
        if (ledger.OutcomeOf(attempt) is not { } outcome) return await VoidAsync(orderId, attempt, cancellationToken);
        LogCharge(orderId, attempt, outcome);
        return outcome;
    }

    /// <summary>Sees to it that an attempt charges nothing, or learns how it ended before.</summary>
    /// <returns>How the attempt ended; null if an earlier one has not.</returns>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat it.</exception>
    public async Task<ChargeOutcome?> VoidAsync(Guid orderId, int attempt, CancellationToken cancellationToken)
    {
        var ledger = await payments.ChangeAsync(orderId, current => current.BeginVoid(attempt), cancellationToken);
        if (ledger.OutcomeOf(attempt) is { } ended) return ended;
        if (!ledger.Attempts.ContainsKey(attempt)) return null;
        await ReverseAsync(orderId, attempt, cancellationToken);
        ledger = await payments.ChangeAsync(orderId, current => current.Void(attempt), cancellationToken);
        return ledger.OutcomeOf(attempt);
    }

    /// <summary>Gives back what was charged, if anything was.</summary>
    /// <exception cref="ServiceUnavailableException">The processor does not answer; repeat it.</exception>
    public async Task<PaymentStatement> RefundAsync(Guid orderId, CancellationToken cancellationToken)
    {
        var ledger = await payments.ChangeAsync(orderId, current => current.BeginRefund(), cancellationToken);
        if (ledger is { Charge: { } charge, IsRefunded: false })
        {
            await ReverseAsync(orderId, charge.Number, cancellationToken);
            ledger = await payments.ChangeAsync(orderId, current => current.Refund(time.GetUtcNow()), cancellationToken);
            LogRefund(orderId);
        }

        return ledger.ToStatement();
    }

    private Task<bool> ReverseAsync(Guid orderId, int attempt, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await processor.ReverseAsync(Key(orderId, attempt), cancellationToken);
        return true;
    }, orderId, cancellationToken);

    private async Task<bool> AskAsync(Func<Task<bool>> ask, Guid orderId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (ProcessorUnavailableException exception)
            {
                if (attempt >= options.Value.ProcessorAttempts)
                {
                    throw new ServiceUnavailableException(
                        "processor_unavailable", "The card processor does not answer. Try again: you will not be charged twice.", exception);
                }

                LogUnavailable(exception, orderId, attempt);
            }

            await Task.Delay(Pause * attempt, cancellationToken);
        }
    }

    private static string Key(Guid orderId, int attempt) => $"{orderId}-{attempt}";

    [LoggerMessage(LogLevel.Information, "Attempt {Attempt} to charge order {OrderId} ended: {Outcome}")]
    private partial void LogCharge(Guid orderId, int attempt, ChargeOutcome outcome);

    [LoggerMessage(LogLevel.Information, "Order {OrderId} was refunded")]
    private partial void LogRefund(Guid orderId);

    [LoggerMessage(LogLevel.Warning, "The card processor did not answer for order {OrderId}, time {Attempt}")]
    private partial void LogUnavailable(Exception exception, Guid orderId, int attempt);
}
