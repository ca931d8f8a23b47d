using System.Net;
using System.Text;
using DaprShop.Testing;

namespace DaprShop.Tests.Payments;

/// <summary>Payments, its sidecar with the binding, and the real sandbox program.</summary>
public sealed class CardSandboxTests(CardSandboxTests.Fixture fixture) : IClassFixture<CardSandboxTests.Fixture>
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Guid _orderId = Guid.CreateVersion7();

    private CardSandboxProcess Sandbox => fixture.Sandbox;

    private PaymentsHost Payments => fixture.Payments;

    [Theory]
    [InlineData("tok_visa", "Authorised")]
    [InlineData("tok_unavailable", "Authorised")]
    [InlineData("tok_slow", "Authorised")]
    [InlineData("tok_declined", "Declined")]
    [InlineData("tok_of_nobody", "Declined")]
    public async Task A_test_token_does_what_it_says(string token, string outcome) =>
        Assert.Equal(outcome, await PaymentsHost.OutcomeAsync(Payments.AuthoriseAsync(_orderId, paymentToken: token)));

    [Fact]
    public async Task A_sandbox_that_is_killed_between_any_two_steps_forgets_nothing_that_it_answered()
    {
        Assert.Equal("Authorised", await PaymentsHost.OutcomeAsync(Payments.AuthoriseAsync(_orderId)));
        await WhileItIsDownAsync(() => Payments.CaptureAsync(_orderId));
        Assert.Equal("Captured", await PaymentsHost.OutcomeAsync(Payments.CaptureAsync(_orderId)));
        await WhileItIsDownAsync(() => Payments.RefundAsync(_orderId));
        await PaymentsHost.ReadAsync(await Payments.RefundAsync(_orderId));

        Assert.Equal((10, 10, "Authorisation Charge Refund"), await Payments.StatementAsync(_orderId));
        Assert.Equal("""{"reference":"REF","status":"refunded","currency":"EUR","authorised":10,"captured":10,"refunded":10}""".Replace("REF", $"{_orderId}-1", StringComparison.Ordinal),
            await AtTheSandboxAsync());
    }

    [Fact]
    public async Task A_card_that_was_charged_by_a_sandbox_that_is_killed_before_it_answers_is_charged_once()
    {
        var authorisation = Payments.AuthoriseAsync(_orderId, paymentToken: "tok_slow");
        await UntilAsync(async () => await AtTheSandboxAsync() is { } payment && payment.Contains("authorised", StringComparison.Ordinal));
        await Sandbox.KillAsync();
        await Problem.ReadAsync(await authorisation, HttpStatusCode.ServiceUnavailable);
        await Sandbox.StartAgainAsync();

        Assert.Equal("Authorised", await PaymentsHost.OutcomeAsync(Payments.AuthoriseAsync(_orderId, paymentToken: "tok_slow")));
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(Payments.VoidAsync(_orderId)));
        Assert.Equal((0, 0, "Authorisation Void"), await Payments.StatementAsync(_orderId));
        Assert.Contains("\"voided\"", await AtTheSandboxAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_voided_while_nobody_knew_of_it_is_never_authorised()
    {
        Assert.Equal("Voided", await PaymentsHost.OutcomeAsync(Payments.VoidAsync(_orderId)));
        await Sandbox.KillAsync();
        await Sandbox.StartAgainAsync();
        var (status, _) = await SendAsync("authorise", NewKey(), """{"amount":10,"currency":"EUR","token":"tok_visa"}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    [Fact]
    public async Task A_key_stands_for_one_request_and_its_answer()
    {
        const string body = """{"amount":10,"currency":"EUR","token":"tok_visa"}""";
        var key = NewKey();
        var first = await SendAsync("authorise", key, body);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(first, await SendAsync("authorise", key, """{ "token": "tok_visa", "currency": "EUR", "amount": 10.00 }"""));
        foreach (var other in new[] { body.Replace("10", "11", StringComparison.Ordinal), body.Replace("visa", "declined", StringComparison.Ordinal) })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync("authorise", key, other)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync("void", key, "null")).Status);
        await SendAsync("void", NewKey(), "null");
        Assert.Equal(first, await SendAsync("authorise", key, body));
    }

    [Theory]
    [InlineData("{\"amount\":10,\"currency\":\"EUR\",\"token\":\"tok_visa\"}", null, HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":10,\"currency\":\"EUR\",\"token\":\"tok_visa\"}", "a key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":0,\"currency\":\"EUR\",\"token\":\"tok_visa\"}", "key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":-1,\"currency\":\"EUR\",\"token\":\"tok_visa\"}", "key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":1e30,\"currency\":\"EUR\",\"token\":\"tok_visa\"}", "key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":0.001,\"currency\":\"EUR\",\"token\":\"tok_visa\"}", "key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":10,\"currency\":\"euro\",\"token\":\"tok_visa\"}", "key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":10,\"currency\":\"EUR\"}", "key", HttpStatusCode.BadRequest)]
    [InlineData("{\"amount\":10,\"currency\":\"EUR\",\"token\":\"", "key", HttpStatusCode.BadRequest)]
    [InlineData("", "key", HttpStatusCode.BadRequest)]
    public async Task A_request_that_is_wrong_is_refused_and_does_nothing(string body, string? key, HttpStatusCode status)
    {
        Assert.Equal(status, (await SendAsync("authorise", key, body)).Status);
        Assert.Null(await AtTheSandboxAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused() => Assert.Equal(
        HttpStatusCode.RequestEntityTooLarge, (await SendAsync("authorise", "key", $"\"{new string('x', 20_000)}\"")).Status);

    [Theory]
    [InlineData(null)]
    [InlineData("a-guess")]
    public async Task Nobody_moves_money_without_the_key_of_the_merchant(string? apiKey) => Assert.Equal(HttpStatusCode.Unauthorized,
        (await SendAsync("authorise", "key", """{"amount":10,"currency":"EUR","token":"tok_visa"}""", apiKey)).Status);

    [Fact]
    public async Task The_sandbox_writes_no_token_down()
    {
        await Payments.AuthoriseAsync(_orderId, attempt: 1, "tok_declined");
        await Payments.AuthoriseAsync(_orderId, attempt: 2);
        Assert.True(Sandbox.Journal.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{_orderId}-2")) > 0);
        Assert.Equal(-1, Sandbox.Journal.AsSpan().IndexOf("tok_"u8));
    }

    private async Task WhileItIsDownAsync(Func<Task<HttpResponseMessage>> step)
    {
        await Sandbox.KillAsync();
        Assert.Equal("processor_unavailable", (await Problem.ReadAsync(await step(), HttpStatusCode.ServiceUnavailable)).Code);
        await Sandbox.StartAgainAsync();
    }

    private async Task<string?> AtTheSandboxAsync()
    {
        using var client = new HttpClient { BaseAddress = Sandbox.Address, DefaultRequestHeaders = { { "X-Api-Key", CardSandboxHost.ApiKey } } };
        using var answer = await client.GetAsync($"/v1/payments/{_orderId}-1");
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : null;
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        string step, string? key, string body, string? apiKey = CardSandboxHost.ApiKey)
    {
        using var client = new HttpClient { BaseAddress = Sandbox.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/payments/{_orderId}-1/{step}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (apiKey is not null) request.Headers.Add("X-Api-Key", apiKey);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string NewKey() => $"{Guid.NewGuid()}";

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition()) await Task.Delay(PollInterval, limit.Token);
    }

    /// <summary>What the tests share; each has an order of its own, and leaves the sandbox running.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private CardSandboxProcess? _sandbox;
        private PaymentsHost? _payments;

        internal CardSandboxProcess Sandbox => _sandbox!;

        internal PaymentsHost Payments => _payments!;

        public async ValueTask InitializeAsync()
        {
            _sandbox = await CardSandboxProcess.StartAsync(SlowAnswer);
            _payments = await PaymentsHost.StartAsync(CardSandboxHost.Component(_sandbox.Address, responseTimeout: "1s"));
        }

        public async ValueTask DisposeAsync()
        {
            await Payments.DisposeAsync();
            await Sandbox.DisposeAsync();
        }
    }
}
