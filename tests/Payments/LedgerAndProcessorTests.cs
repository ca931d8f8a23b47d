using DaprShop.CardSandbox;
using DaprShop.Payments.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Payments;

/// <summary>
/// The ledger beside the processor's own books. Each step is noted, done, booked; anything may come between, a crash included:
/// an answer may be booked at any time later, or never.
/// </summary>
public sealed class LedgerAndProcessorTests
{
    private const decimal Amount = 10;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Action<Books>> Moves =
        from attempt in Gen.Choose(1, 3)
        from isApproved in Gen.Elements(true, true, false)
        from move in Gen.Elements<Action<Books>>(
            books => books.Authorise(attempt, isApproved),
            books => books.Capture(attempt),
            books => books.Void(attempt),
            books => books.Refund(),
            books => books.LetGo(attempt),
            books => books.BookAnAnswer(attempt))
        select move;

    [Fact]
    public void What_is_booked_happened_and_once_all_is_repeated_both_books_say_the_same() => Prop.ForAll(
        Moves.ListOf(40).ToArbitrary(), moves =>
        {
            var books = new Books();
            foreach (var move in moves)
            {
                move(books);
                var (charged, refunded) = (books.Ledger.ToStatement().Charged, books.Ledger.ToStatement().Refunded);
                Assert.True(charged <= books.Captured && books.Captured <= Amount);
                Assert.True(refunded <= books.Refunded && books.Refunded <= books.Captured);
            }

            books.RepeatWhatIsOpen();
            Assert.Equal((books.Ledger.ToStatement().Charged, books.Ledger.ToStatement().Refunded), (books.Captured, books.Refunded));
            Assert.Equal(books.Ledger.Held, books.Held);
        }).QuickCheckThrowOnFailure();

    private sealed class Books
    {
        private readonly Dictionary<int, CardPayment> _payments = [];
        private readonly List<Func<PaymentLedger, PaymentLedger>> _answers = [];

        public PaymentLedger Ledger { get; private set; } = new() { OrderId = Guid.NewGuid() };

        public decimal Held => _payments.Values.Where(payment => payment.Status == PaymentStatus.Authorised).Sum(payment => payment.Authorised);

        public decimal Captured => _payments.Values.Sum(payment => payment.Captured);

        public decimal Refunded => _payments.Values.Sum(payment => payment.Refunded);

        public void Authorise(int attempt, bool isApproved)
        {
            Ledger = Ledger.Begin(attempt, Amount, "EUR");
            if (Ledger.StateOf(attempt) != AttemptState.Authorising) return;
            _payments.TryAdd(attempt, CardPayment.Authorise($"{attempt}", Amount, "EUR", isApproved ? TestTokens.Visa : "tok_declined"));
            var isHeld = _payments[attempt].Status is PaymentStatus.Authorised or PaymentStatus.Captured;
            _answers.Add(ledger => ledger.SettleAuthorisation(attempt, isHeld, Now));
        }

        public void Capture(int attempt)
        {
            Ledger = Ledger.BeginCapture(attempt);
            if (Ledger.StateOf(attempt) != AttemptState.Capturing) return;
            _payments[attempt] = _payments[attempt].Capture(Amount, "EUR") ?? _payments[attempt];
            var isCaptured = _payments[attempt].Captured == Amount;
            _answers.Add(ledger => ledger.SettleCapture(attempt, isCaptured, Now));
        }

        public void Void(int attempt)
        {
            Ledger = Ledger.BeginVoid(attempt);
            if (Ledger.StateOf(attempt) != AttemptState.Voiding) return;
            LetGo(attempt);
            Assert.NotEqual(PaymentStatus.Captured, _payments[attempt].Status);
            _answers.Add(ledger => ledger.SettleVoid(attempt, Now));
        }

        public void Refund()
        {
            Ledger = Ledger.BeginRefund();
            if (Ledger is not { Charge: { } charge, IsRefunded: false }) return;
            _payments[charge.Number] = _payments[charge.Number].Refund(Amount, "EUR") ?? _payments[charge.Number];
            Assert.Equal(Amount, _payments[charge.Number].Refunded);
            _answers.Add(ledger => ledger.SettleRefund(Now));
        }

        // A processor lets go of what it holds by itself in the end.
        public void LetGo(int attempt) => _payments[attempt] = _payments.TryGetValue(attempt, out var payment)
            ? payment.Void() ?? payment
            : CardPayment.NeverAuthorised($"{attempt}");

        public void BookAnAnswer(int which)
        {
            if (_answers.Count == 0) return;
            var answer = _answers[which % _answers.Count];
            _answers.Remove(answer);
            Ledger = answer(Ledger);
        }

        public void RepeatWhatIsOpen()
        {
            // An authorisation may turn into a capture, and that, refused, into a void.
            for (var time = 0; time < 3; time++)
            {
                foreach (var attempt in Ledger.Attempts.Values)
                {
                    if (attempt.State == AttemptState.Authorising) Authorise(attempt.Number, isApproved: true);
                    if (attempt.State is AttemptState.Authorised or AttemptState.Capturing) Capture(attempt.Number);
                    if (attempt.State == AttemptState.Voiding) Void(attempt.Number);
                }

                if (Ledger.IsRefunding) Refund();
                while (_answers.Count > 0) BookAnAnswer(0);
            }
        }
    }
}
