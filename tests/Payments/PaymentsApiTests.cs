using System.Net;
using Daprlet.State;
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
        var charges = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PaymentsHost.OutcomeAsync(payments.ChargeAsync(_orderId))));
        Assert.All(charges, outcome => Assert.Equal("Charged", outcome));
        Assert.Equal("Charged", await PaymentsHost.OutcomeAsync(payments.ChargeAsync(_orderId, attempt: 2)));
        Assert.Equal(10, payments.Processor.Held);

        var refunds = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => await PaymentsHost.ReadAsync(await payments.RefundAsync(_orderId))));
        Assert.All(refunds, statement => Assert.Equal((10m, 10m), ((decimal)statement["charged"]!, (decimal)statement["refunded"]!)));
        Assert.Equal(["Charge", "Refund"], refunds[0]["entries"]!.AsArray().Select(entry => (string?)entry!["kind"]));
        Assert.Equal(0, payments.Processor.Held);
        Assert.Equal("Charged", await PaymentsHost.OutcomeAsync(payments.ChargeAsync(_orderId)));
        Assert.Equal(0, payments.Processor.Held);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_charge_whose_booking_broke_off_is_found_by_the_repetition(int brokenWrite)
    {
        await using var payments = await PaymentsHost.StartAsync();
        var writes = 0;
        payments.Store.BeforeWrite = _ => Interlocked.Increment(ref writes) == brokenWrite ? StateFault.Refused("disk full") : null;
        await Problem.ReadAsync(await payments.ChargeAsync(_orderId), HttpStatusCode.ServiceUnavailable);

        Assert.Equal("Charged", await PaymentsHost.OutcomeAsync(payments.ChargeAsync(_orderId)));
        Assert.Equal(10, payments.Processor.Held);
        Assert.Equal(10, (decimal)(await PaymentsHost.ReadAsync(await payments.Client.GetAsync($"/internal/v1/orders/{_orderId}")))["charged"]!);
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_while_the_card_is_being_charged_leaves_no_money_here()
    {
        await using var payments = await PaymentsHost.StartAsync();
        var (charged, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        payments.Processor.BeforeAnswer = () =>
        {
            charged.SetResult();
            return answer.Task;
        };
        var charge = payments.ChargeAsync(_orderId);
        await charged.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.VoidAsync(_orderId)));
        answer.SetResult();

        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(charge));
        Assert.Equal(0, payments.Processor.Held);
    }

    [Fact]
    public async Task An_attempt_that_was_given_up_first_never_charges()
    {
        await using var payments = await PaymentsHost.StartAsync();
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.VoidAsync(_orderId)));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(payments.ChargeAsync(_orderId)));
        Assert.Equal(0, payments.Processor.Held);
        Assert.Equal("Charged", await PaymentsHost.OutcomeAsync(payments.ChargeAsync(_orderId, attempt: 2)));
    }

    [Fact]
    public async Task An_attempt_does_not_begin_before_the_one_before_it_has_ended()
    {
        await using var payments = await PaymentsHost.StartAsync();
        var (charged, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        payments.Processor.BeforeAnswer = () =>
        {
            charged.SetResult();
            return answer.Task;
        };
        var first = payments.ChargeAsync(_orderId);
        await charged.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var second = await Problem.ReadAsync(await payments.ChargeAsync(_orderId, attempt: 2), HttpStatusCode.Conflict);
        answer.SetResult();

        Assert.Equal("attempt_under_way", second.Code);
        Assert.Equal("Charged", await PaymentsHost.OutcomeAsync(first));
    }

    [Fact]
    public async Task A_charge_of_nothing_is_refused_and_an_order_without_money_is_not_found()
    {
        await using var payments = await PaymentsHost.StartAsync();
        foreach (var amount in new[] { 0, -1, 2_000_000_000_000m })
            await Problem.ReadAsync(await payments.ChargeAsync(_orderId, amount: amount), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await payments.ChargeAsync(_orderId, paymentToken: ""), HttpStatusCode.BadRequest);
        await Problem.ReadAsync(await payments.Client.GetAsync($"/internal/v1/orders/{_orderId}"), HttpStatusCode.NotFound);
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
}
