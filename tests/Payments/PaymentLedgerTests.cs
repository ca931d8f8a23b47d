using DaprShop.Contracts;
using DaprShop.Payments.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Payments;

public sealed class PaymentLedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PaymentLedger Empty = new() { OrderId = Guid.NewGuid() };

    private static readonly Gen<Func<PaymentLedger, PaymentLedger>> Steps =
        from attempt in Gen.Choose(1, 4)
        from isApproved in Gen.Elements(true, false)
        from step in Gen.Elements<Func<PaymentLedger, PaymentLedger>>(
            ledger => ledger.Begin(attempt, 10 * attempt, "EUR"),
            ledger => ledger.Settle(attempt, isApproved, Now),
            ledger => ledger.BeginVoid(attempt),
            ledger => ledger.Void(attempt),
            ledger => ledger.BeginRefund(),
            ledger => ledger.Refund(Now))
        select step;

    [Fact]
    public void An_order_is_charged_at_most_once_and_refunded_at_most_what_was_charged_whatever_happens_in_whatever_order() => Prop.ForAll(
        Steps.ListOf(60).ToArbitrary(), steps =>
        {
            var ledger = Empty;
            foreach (var step in steps)
            {
                var before = ledger;
                ledger = step(ledger);
                var statement = ledger.ToStatement();
                Assert.True(statement.Entries.Count(entry => entry.Kind == PaymentKind.Charge) <= 1);
                Assert.True(statement.Refunded == 0 || statement.Refunded == statement.Charged);
                Assert.Equal(before.Entries, ledger.Entries.Take(before.Entries.Count));
                Assert.All(before.Attempts.Where(attempt => attempt.Value.State is ChargeState.Charged or ChargeState.Declined or ChargeState.Voided),
                    attempt => Assert.Equal(attempt.Value, ledger.Attempts[attempt.Key]));
                Assert.True(ledger.Attempts.Values.Count(attempt => attempt.State is ChargeState.Pending or ChargeState.Voiding) <= 1);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_charge_and_its_refund_are_booked()
    {
        var charged = Empty.Begin(1, 12.5m, "EUR").Settle(1, isApproved: true, Now);
        Assert.Equal(ChargeOutcome.Charged, charged.OutcomeOf(1));
        Assert.Equivalent(new PaymentStatement(12.5m, 0, "EUR", [new(PaymentKind.Charge, 12.5m, Now)]), charged.ToStatement());

        var refunded = charged.BeginRefund().Refund(Now);
        Assert.Equivalent(
            new PaymentStatement(12.5m, 12.5m, "EUR", [new(PaymentKind.Charge, 12.5m, Now), new(PaymentKind.Refund, 12.5m, Now)]), refunded.ToStatement());
        Assert.Same(refunded, refunded.BeginRefund().Refund(Now));
    }

    [Fact]
    public void A_later_attempt_learns_of_the_charge()
    {
        var charged = Empty.Begin(1, 10, "EUR").Settle(1, isApproved: false, Now).Begin(2, 10, "EUR").Settle(2, isApproved: true, Now);
        Assert.Same(charged, charged.Begin(3, 10, "EUR"));
        Assert.Equal(ChargeOutcome.Charged, charged.OutcomeOf(3));
    }

    [Fact]
    public void An_attempt_that_was_given_up_before_it_began_never_charges()
    {
        var voided = Empty.BeginVoid(1).Void(1);
        Assert.Equal(ChargeOutcome.Voided, voided.OutcomeOf(1));
        Assert.Same(voided, voided.Begin(1, 10, "EUR").Settle(1, isApproved: true, Now));
    }

    [Fact]
    public void The_processor_s_answer_counts_no_more_once_an_attempt_is_being_given_up()
    {
        var voiding = Empty.Begin(1, 10, "EUR").BeginVoid(1);
        Assert.Same(voiding, voiding.Settle(1, isApproved: true, Now));
        Assert.Null(voiding.OutcomeOf(1));
    }
}
