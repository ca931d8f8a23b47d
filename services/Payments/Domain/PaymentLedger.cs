using System.Collections.Immutable;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Payments.Domain;

/// <summary>
/// The money of an order, all of it one value: each attempt to pay it, and what was booked. One attempt at a time, the next
/// only when the one before it was declined or voided: so an order is charged once, and refunded at most that.
/// </summary>
public sealed record PaymentLedger : CreateOnlyValue
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Each attempt by its number, from 1.</summary>
    public ImmutableSortedDictionary<int, PaymentAttempt> Attempts { get; init; } = ImmutableSortedDictionary<int, PaymentAttempt>.Empty;

    /// <summary>Whether the refund of the charge has begun; it is never taken back.</summary>
    public bool IsRefunding { get; init; }

    /// <summary>What was booked, the oldest first.</summary>
    public ImmutableList<PaymentEntry> Entries { get; init; } = [];

    /// <summary>The attempt that charged the order; null if none did.</summary>
    public PaymentAttempt? Charge => Attempts.Values.FirstOrDefault(attempt => attempt.State == AttemptState.Captured);

    /// <summary>Whether money is just being taken, and may be here or not.</summary>
    public bool IsCapturing => Attempts.Values.Any(attempt => attempt.State == AttemptState.Capturing);

    /// <summary>Whether the charge was given back.</summary>
    public bool IsRefunded => Total(PaymentKind.Refund) > 0;

    /// <summary>What the card holds now, as far as it is booked.</summary>
    public decimal Held => Total(PaymentKind.Authorisation) - Total(PaymentKind.Charge) - Total(PaymentKind.Void);

    /// <summary>How far an attempt has come; null if it is not there.</summary>
    public AttemptState? StateOf(int attempt) => Attempts.GetValueOrDefault(attempt)?.State;

    /// <summary>
    /// Notes that an attempt begins; without effect if it is noted already, or if another one has not come to nothing.
    /// </summary>
    public PaymentLedger Begin(int attempt, decimal amount, string currency) =>
        MayAdd(attempt) ? With(new PaymentAttempt(attempt, AttemptState.Authorising, amount, currency)) : this;

    /// <summary>Notes how the processor answered; without effect on an attempt that is not being authorised, such as one that is being given up.</summary>
    public PaymentLedger SettleAuthorisation(int attempt, bool isApproved, DateTimeOffset at) => (In(attempt, AttemptState.Authorising), isApproved) switch
    {
        (null, _) => this,
        ({ } asked, true) => With(asked with { State = AttemptState.Authorised }).Book(PaymentKind.Authorisation, asked.Amount, at),
        ({ } asked, false) => With(asked with { State = AttemptState.Declined }),
    };

    /// <summary>Notes that what an attempt holds is to be taken; without effect on one that holds nothing.</summary>
    public PaymentLedger BeginCapture(int attempt) =>
        In(attempt, AttemptState.Authorised) is { } authorised ? With(authorised with { State = AttemptState.Capturing }) : this;

    /// <summary>Notes how the processor answered. If it refuses, what is held is to be let go.</summary>
    public PaymentLedger SettleCapture(int attempt, bool isCaptured, DateTimeOffset at) => (In(attempt, AttemptState.Capturing), isCaptured) switch
    {
        (null, _) => this,
        ({ } asked, true) => With(asked with { State = AttemptState.Captured }).Book(PaymentKind.Charge, asked.Amount, at),
        ({ } asked, false) => With(asked with { State = AttemptState.Voiding }),
    };

    /// <summary>Notes that an attempt is to be given up, begun or not; without effect on one whose money is being taken, or that has ended.</summary>
    public PaymentLedger BeginVoid(int attempt) => Attempts.GetValueOrDefault(attempt) switch
    {
        null when MayAdd(attempt) => With(new PaymentAttempt(attempt, AttemptState.Voiding, 0, "")),
        { State: AttemptState.Authorising or AttemptState.Authorised } begun => With(begun with { State = AttemptState.Voiding }),
        _ => this,
    };

    /// <summary>Notes that the processor has let go of an attempt; without effect unless it is being given up.</summary>
    public PaymentLedger SettleVoid(int attempt, DateTimeOffset at)
    {
        if (In(attempt, AttemptState.Voiding) is not { } asked) return this;
        var voided = With(asked with { State = AttemptState.Voided });
        return Held > 0 ? voided.Book(PaymentKind.Void, Held, at) : voided;
    }

    /// <summary>Notes that the charge is to be given back; without effect without a charge.</summary>
    public PaymentLedger BeginRefund() => Charge is null || IsRefunding ? this : this with { IsRefunding = true };

    /// <summary>Notes that the charge was given back; without effect if that is noted.</summary>
    public PaymentLedger SettleRefund(DateTimeOffset at) => IsRefunding && !IsRefunded ? Book(PaymentKind.Refund, Charge!.Amount, at) : this;

    /// <summary>The ledger as others see it.</summary>
    public PaymentStatement ToStatement() => new(
        Total(PaymentKind.Charge), Total(PaymentKind.Refund), Attempts.Values.LastOrDefault(attempt => attempt.Amount > 0)?.Currency ?? "", Entries);

    private bool MayAdd(int attempt) =>
        !Attempts.ContainsKey(attempt) && Attempts.Values.All(other => other.State is AttemptState.Declined or AttemptState.Voided);

    private PaymentAttempt? In(int attempt, AttemptState state) =>
        Attempts.GetValueOrDefault(attempt) is { } found && found.State == state ? found : null;

    private PaymentLedger With(PaymentAttempt attempt) => this with { Attempts = Attempts.SetItem(attempt.Number, attempt) };

    private PaymentLedger Book(PaymentKind kind, decimal amount, DateTimeOffset at) =>
        this with { Entries = Entries.Add(new PaymentEntry(kind, amount, at)) };

    private decimal Total(PaymentKind kind) => Entries.Where(entry => entry.Kind == kind).Sum(entry => entry.Amount);
}
