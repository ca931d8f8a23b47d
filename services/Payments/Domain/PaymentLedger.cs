using System.Collections.Immutable;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Payments.Domain;

/// <summary>
/// The money of an order, all of it one value: each attempt to charge it, and what was booked. An order is charged once:
/// whatever attempt comes after a charge learns of that charge.
/// </summary>
public sealed record PaymentLedger : CreateOnlyValue
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Each attempt by its number, from 1.</summary>
    public ImmutableSortedDictionary<int, ChargeAttempt> Attempts { get; init; } = ImmutableSortedDictionary<int, ChargeAttempt>.Empty;

    /// <summary>Whether the refund of the charge has begun; it is never taken back.</summary>
    public bool IsRefunding { get; init; }

    /// <summary>What was booked, the oldest first.</summary>
    public ImmutableList<PaymentEntry> Entries { get; init; } = [];

    /// <summary>The attempt that charged the order; null if none did.</summary>
    public ChargeAttempt? Charge => Attempts.Values.FirstOrDefault(attempt => attempt.State == ChargeState.Charged);

    /// <summary>Whether the charge was given back.</summary>
    public bool IsRefunded => Entries.Any(entry => entry.Kind == PaymentKind.Refund);

    /// <summary>How an attempt ended; null while it has not.</summary>
    public ChargeOutcome? OutcomeOf(int attempt) => Charge is not null ? ChargeOutcome.Charged : Attempts.GetValueOrDefault(attempt)?.State switch
    {
        ChargeState.Declined => ChargeOutcome.Declined,
        ChargeState.Voided => ChargeOutcome.Voided,
        _ => null,
    };

    /// <summary>
    /// Notes that an attempt begins, so that it is known before the processor is asked; without effect if it is noted, if the
    /// order is charged, or if another attempt has not ended.
    /// </summary>
    public PaymentLedger Begin(int attempt, decimal amount, string currency) =>
        MayAdd(attempt) ? With(new ChargeAttempt(attempt, ChargeState.Pending, amount, currency), ChargeState.Pending) : this;

    /// <summary>Notes how the processor answered; without effect on an attempt that has ended, or is being given up.</summary>
    public PaymentLedger Settle(int attempt, bool isApproved, DateTimeOffset at) =>
        Attempts.GetValueOrDefault(attempt) is { State: ChargeState.Pending } pending
            ? isApproved
                ? With(pending, ChargeState.Charged) with { Entries = Entries.Add(new PaymentEntry(PaymentKind.Charge, pending.Amount, at)) }
                : With(pending, ChargeState.Declined)
            : this;

    /// <summary>Notes that an attempt is to be given up, begun or not; without effect on one that has ended.</summary>
    public PaymentLedger BeginVoid(int attempt) => Attempts.GetValueOrDefault(attempt) switch
    {
        null when MayAdd(attempt) => With(new ChargeAttempt(attempt, ChargeState.Voiding, 0, ""), ChargeState.Voiding),
        { State: ChargeState.Pending } pending => With(pending, ChargeState.Voiding),
        _ => this,
    };

    /// <summary>Notes that the processor has given an attempt up; without effect unless it is being given up.</summary>
    public PaymentLedger Void(int attempt) =>
        Attempts.GetValueOrDefault(attempt) is { State: ChargeState.Voiding } voiding ? With(voiding, ChargeState.Voided) : this;

    /// <summary>Notes that the charge is to be given back; without effect without a charge.</summary>
    public PaymentLedger BeginRefund() => Charge is null || IsRefunding ? this : this with { IsRefunding = true };

    /// <summary>Notes that the charge was given back; without effect if that is noted.</summary>
    public PaymentLedger Refund(DateTimeOffset at) => IsRefunding && !IsRefunded
        ? this with { Entries = Entries.Add(new PaymentEntry(PaymentKind.Refund, Charge!.Amount, at)) }
        : this;

    /// <summary>The ledger as others see it.</summary>
    public PaymentStatement ToStatement() => new(
        Entries.Where(entry => entry.Kind == PaymentKind.Charge).Sum(entry => entry.Amount),
        Entries.Where(entry => entry.Kind == PaymentKind.Refund).Sum(entry => entry.Amount),
        Charge?.Currency ?? "", Entries);

    private bool MayAdd(int attempt) =>
        !Attempts.ContainsKey(attempt) && Attempts.Values.All(other => other.State is ChargeState.Declined or ChargeState.Voided);

    private PaymentLedger With(ChargeAttempt attempt, ChargeState state) =>
        this with { Attempts = Attempts.SetItem(attempt.Number, attempt with { State = state }) };
}

/// <summary>An attempt to charge an order.</summary>
/// <param name="Number">From 1.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Amount">What it is to charge; 0 if it was given up before it began.</param>
/// <param name="Currency">An ISO 4217 code; empty if it was given up before it began.</param>
public sealed record ChargeAttempt(int Number, ChargeState State, decimal Amount, string Currency);

/// <summary>How far an attempt has come.</summary>
public enum ChargeState
{
    /// <summary>The processor is asked, or is to be asked again.</summary>
    Pending,

    /// <summary>Final: the money is here.</summary>
    Charged,

    /// <summary>Final: the card was refused.</summary>
    Declined,

    /// <summary>The processor is to forget it.</summary>
    Voiding,

    /// <summary>Final: given up.</summary>
    Voided,
}
