using System.Net;
using Daprlet.Components.State;
using DaprShop.Testing;

namespace DaprShop.Tests.Payments;

public sealed class PaymentsApiTests
{
    private readonly Guid _orderId = Guid.CreateVersion7();

    [Theory]
    [MemberData(nameof(PaymentsHost.Stores), MemberType = typeof(PaymentsHost))]
    public async Task An_order_is_charged_and_refunded_once_whatever_is_repeated(string store)
    {
        await using var payments = await PaymentsHost.StartAsync(store);
        await TenTimesAsync("Authorised", () => payments.AuthoriseAsync(_orderId));
        Assert.Equal((10, 0), payments.Processor.Money);
        await TenTimesAsync("Captured", () => payments.CaptureAsync(_orderId));
        Assert.Equal((0, 10), payments.Processor.Money);
        Assert.Equal("Authorised", await PaymentsHost.OutcomeAsync(payments.AuthoriseAsync(_orderId)));

        var refunds = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => await PaymentsHost.ReadAsync(await payments.RefundAsync(_orderId))));
        Assert.All(refunds, statement => Assert.Equal((10m, 10m, "EUR"),
            ((decimal)statement["charged"]!, (decimal)statement["refunded"]!, (string)statement["currency"]!)));
        Assert.Equal((10, 10, "Authorisation Charge Refund"), await payments.StatementAsync(_orderId));
        Assert.Equal("Captured", await PaymentsHost.OutcomeAsync(payments.CaptureAsync(_orderId)));
        Assert.Equal((0, 0), payments.Processor.Money);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_step_whose_booking_broke_off_is_found_by_the_repetition(int brokenWrite)
    {
        await using var payments = await PaymentsHost.StartAsync();
        var writes = 0;
        payments.Store.BeforeWrite = _ => Interlocked.Increment(ref writes) == brokenWrite ? StateFault.Refused("disk full") : null;
        var answers = new List<HttpStatusCode>();
        foreach (var step in new[] { () => payments.AuthoriseAsync(_orderId), () => payments.CaptureAsync(_orderId) })
        {
            HttpResponseMessage answer;
            do
            {
                answer = await step();
                answers.Add(answer.StatusCode);
            }
            while (answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        }

        Assert.Single(answers, HttpStatusCode.ServiceUnavailable);
        Assert.Equal((0, 10), payments.Processor.Money);
        Assert.Equal((10, 0, "Authorisation Charge"), await payments.StatementAsync(_orderId));
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_while_the_card_is_asked_leaves_no_money_here()
    {
        await using var payments = await PaymentsHost.StartAsync();
        var (asked, answer) = HoldUp(payments);
        var authorisation = payments.AuthoriseAsync(_orderId);
        await asked.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.VoidAsync(_orderId)));
        answer.SetResult();

        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(authorisation));
        Assert.Equal((0, 0), payments.Processor.Money);
        Assert.Equal((0, 0, ""), await payments.StatementAsync(_orderId));
    }

    [Fact]
    public async Task An_attempt_that_was_given_up_holds_and_takes_nothing_and_makes_room_for_the_next_one()
    {
        await using var payments = await PaymentsHost.StartAsync();
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.VoidAsync(_orderId)));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.AuthoriseAsync(_orderId)));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.CaptureAsync(_orderId)));
        Assert.Equal("Declined", await PaymentsHost.OutcomeAsync(payments.AuthoriseAsync(_orderId, attempt: 2, "tok_declined")));
        Assert.Equal("Authorised", await PaymentsHost.OutcomeAsync(payments.AuthoriseAsync(_orderId, attempt: 3)));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.VoidAsync(_orderId, attempt: 3)));

        Assert.Equal((0, 0), payments.Processor.Money);
        Assert.Equal((0, 0, "Authorisation Void"), await payments.StatementAsync(_orderId));
    }

    [Fact]
    public async Task Steps_that_do_not_fit_are_refused_and_move_nothing()
    {
        await using var payments = await PaymentsHost.StartAsync();
        await RefusedAsync(payments.CaptureAsync(_orderId));
        await payments.AuthoriseAsync(_orderId);
        await RefusedAsync(payments.AuthoriseAsync(_orderId, attempt: 2));
        await RefusedAsync(payments.VoidAsync(_orderId, attempt: 2));
        await RefusedAsync(payments.CaptureAsync(_orderId, attempt: 2));

        var (asked, answer) = HoldUp(payments);
        var capture = payments.CaptureAsync(_orderId);
        await asked.WaitAsync(TimeSpan.FromSeconds(60));
        await RefusedAsync(payments.VoidAsync(_orderId));
        await RefusedAsync(payments.RefundAsync(_orderId));
        answer.SetResult();

        Assert.Equal("Captured", await PaymentsHost.OutcomeAsync(capture));
        Assert.Equal("Captured", await PaymentsHost.OutcomeAsync(payments.VoidAsync(_orderId)));
        Assert.Equal((0, 10), payments.Processor.Money);
    }

    [Fact]
    public async Task What_cannot_be_a_payment_is_refused_and_an_order_that_nobody_paid_has_no_money()
    {
        await using var payments = await PaymentsHost.StartAsync();
        foreach (var amount in new[] { 0, -1, 2_000_000_000_000m })
            await Problem.ReadAsync(await payments.AuthoriseAsync(_orderId, amount: amount), HttpStatusCode.BadRequest);
        foreach (var token in new[] { "", new string('t', 201) })
            await Problem.ReadAsync(await payments.AuthoriseAsync(_orderId, paymentToken: token), HttpStatusCode.BadRequest);
        foreach (var currency in new[] { "", "eur", "EURO" })
            await Problem.ReadAsync(await payments.AuthoriseAsync(_orderId, currency: currency), HttpStatusCode.BadRequest);
        Assert.Equal((0, 0, ""), await payments.StatementAsync(_orderId));
        Assert.Equal(0, (decimal)(await PaymentsHost.ReadAsync(await payments.RefundAsync(_orderId)))["refunded"]!);
    }

    [Fact]
    public async Task Every_route_says_what_it_does()
    {
        await using var payments = await PaymentsHost.StartAsync();
        var document = await PaymentsHost.ReadAsync(await payments.Client.GetAsync("/openapi/v1.json"));
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation =>
            Assert.False(string.IsNullOrEmpty((string?)operation.Value!["summary"]), operation.Key));
    }

    private static async Task TenTimesAsync(string outcome, Func<Task<HttpResponseMessage>> step) =>
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PaymentsHost.OutcomeAsync(step()))), one => Assert.Equal(outcome, one));

    private static async Task RefusedAsync(Task<HttpResponseMessage> step) =>
        Assert.Equal("attempt_under_way", (await Problem.ReadAsync(await step, HttpStatusCode.Conflict)).Code);

    // The processor's next answers wait until the second is completed; the first completes when there is one.
    private static (Task Asked, TaskCompletionSource Answer) HoldUp(PaymentsHost payments)
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        payments.Processor.BeforeAnswer = () =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        return (asked.Task, answer);
    }
}
