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
        from isDone in Gen.Elements(true, false)
        from step in Gen.Elements<Func<PaymentLedger, PaymentLedger>>(
            ledger => ledger.Begin(attempt, 10 * attempt, "EUR"),
            ledger => ledger.SettleAuthorisation(attempt, isDone, Now),
            ledger => ledger.BeginCapture(attempt),
            ledger => ledger.SettleCapture(attempt, isDone, Now),
            ledger => ledger.BeginVoid(attempt),
            ledger => ledger.SettleVoid(attempt, Now),
            ledger => ledger.BeginRefund(),
            ledger => ledger.SettleRefund(Now))
        select step;

    [Fact]
    public void An_order_is_charged_at_most_once_and_refunded_at_most_what_was_charged_whatever_happens_in_whatever_order() => Prop.ForAll(
        Steps.ListOf(80).ToArbitrary(), steps =>
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
                Assert.All(before.Attempts.Where(attempt => IsFinal(attempt.Value)), attempt => Assert.Equal(attempt.Value, ledger.Attempts[attempt.Key]));
                Assert.True(ledger.Attempts.Values.Count(attempt => attempt.State is not (AttemptState.Declined or AttemptState.Voided)) <= 1);
                var open = ledger.Attempts.Values.SingleOrDefault(attempt => !IsFinal(attempt));
                Assert.True(open?.State switch
                {
                    AttemptState.Authorised or AttemptState.Capturing => ledger.Held == open.Amount,
                    AttemptState.Voiding => ledger.Held == open.Amount || ledger.Held == 0,
                    _ => ledger.Held == 0,
                });
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_payment_and_its_refund_are_booked()
    {
        var charged = Empty.Begin(1, 12.5m, "EUR").SettleAuthorisation(1, isApproved: true, Now).BeginCapture(1).SettleCapture(1, isCaptured: true, Now);
        Assert.Equivalent(
            new PaymentStatement(12.5m, 0, "EUR", [new(PaymentKind.Authorisation, 12.5m, Now), new(PaymentKind.Charge, 12.5m, Now)]), charged.ToStatement());

        var refunded = charged.BeginRefund().SettleRefund(Now);
        Assert.Equal((12.5m, 12.5m), (refunded.ToStatement().Charged, refunded.ToStatement().Refunded));
        Assert.Equal(new PaymentEntry(PaymentKind.Refund, 12.5m, Now), refunded.Entries[^1]);
        Assert.Same(refunded, refunded.BeginRefund().SettleRefund(Now));
    }

    [Fact]
    public void No_attempt_begins_beside_one_that_holds_or_has_taken_money()
    {
        var declined = Empty.Begin(1, 10, "EUR").SettleAuthorisation(1, isApproved: false, Now);
        var authorised = declined.Begin(2, 10, "EUR").SettleAuthorisation(2, isApproved: true, Now);
        var captured = authorised.BeginCapture(2).SettleCapture(2, isCaptured: true, Now);
        foreach (var ledger in new[] { authorised, authorised.BeginCapture(2), captured, captured.BeginRefund().SettleRefund(Now) })
        {
            Assert.Same(ledger, ledger.Begin(3, 10, "EUR"));
            Assert.Same(ledger, ledger.BeginVoid(3));
        }
    }

    [Fact]
    public void An_attempt_that_was_given_up_before_it_began_never_charges()
    {
        var voided = Empty.BeginVoid(1).SettleVoid(1, Now);
        Assert.Same(voided, voided.Begin(1, 10, "EUR").SettleAuthorisation(1, isApproved: true, Now).BeginCapture(1));
        Assert.Empty(voided.Entries);
    }

    [Fact]
    public void The_processor_s_answer_counts_no_more_once_an_attempt_is_being_given_up()
    {
        var voiding = Empty.Begin(1, 10, "EUR").BeginVoid(1);
        Assert.Same(voiding, voiding.SettleAuthorisation(1, isApproved: true, Now));
    }

    [Fact]
    public void Money_that_cannot_be_taken_is_let_go()
    {
        var refused = Empty.Begin(1, 10, "EUR").SettleAuthorisation(1, isApproved: true, Now).BeginCapture(1).SettleCapture(1, isCaptured: false, Now);
        Assert.Equal((AttemptState.Voiding, 10), (refused.StateOf(1), refused.Held));
        Assert.Equal([PaymentKind.Authorisation, PaymentKind.Void], refused.SettleVoid(1, Now).Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public void Money_is_being_taken_from_the_question_to_the_answer()
    {
        var declined = Empty.Begin(1, 10, "EUR").SettleAuthorisation(1, isApproved: false, Now);
        var authorised = declined.Begin(2, 10, "EUR").SettleAuthorisation(2, isApproved: true, Now);
        var capturing = authorised.BeginCapture(2);
        Assert.Equal((false, false, true), (Empty.IsCapturing, authorised.IsCapturing, capturing.IsCapturing));
        Assert.False(capturing.SettleCapture(2, isCaptured: true, Now).IsCapturing);
        Assert.False(capturing.SettleCapture(2, isCaptured: false, Now).IsCapturing);
    }

    [Fact]
    public void A_statement_is_in_the_currency_of_the_last_attempt_that_was_to_take_money()
    {
        var givenUp = Empty.Begin(1, 10, "EUR").SettleAuthorisation(1, isApproved: false, Now).BeginVoid(2).SettleVoid(2, Now);
        Assert.Equal(("", "EUR"), (Empty.ToStatement().Currency, givenUp.ToStatement().Currency));
        Assert.Equal((0, ""), (givenUp.Attempts[2].Amount, givenUp.Attempts[2].Currency));
        Assert.Equal("USD", givenUp.Begin(3, 10, "USD").ToStatement().Currency);
    }

    [Fact]
    public void Only_a_charge_is_given_back_and_only_once_that_has_begun()
    {
        var authorised = Empty.Begin(1, 10, "EUR").SettleAuthorisation(1, isApproved: true, Now);
        foreach (var ledger in new[] { Empty, authorised, authorised.BeginCapture(1), authorised.BeginVoid(1).SettleVoid(1, Now) })
            Assert.Same(ledger, ledger.BeginRefund().SettleRefund(Now));
        var charged = authorised.BeginCapture(1).SettleCapture(1, isCaptured: true, Now);
        Assert.Same(charged, charged.SettleRefund(Now));
        Assert.Equal((true, false), (charged.BeginRefund().IsRefunding, charged.BeginRefund().IsRefunded));
    }

    private static bool IsFinal(PaymentAttempt attempt) => attempt.State is AttemptState.Captured or AttemptState.Declined or AttemptState.Voided;
}
