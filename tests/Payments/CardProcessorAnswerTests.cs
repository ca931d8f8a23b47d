using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using DaprShop.Testing;

namespace DaprShop.Tests.Payments;

/// <summary>A processor that answers anything at all: what is not an answer leaves the outcome unknown, and is never taken for a yes or a no.</summary>
public sealed class CardProcessorAnswerTests(CardProcessorAnswerTests.Fixture fixture) : IClassFixture<CardProcessorAnswerTests.Fixture>
{
    private readonly Guid _orderId = Guid.CreateVersion7();

    public static TheoryData<int, string> NoAnswers => new()
    {
        { 200, "" },
        { 200, "null" },
        { 200, "{}" },
        { 200, "[]" },
        { 200, "<html>Welcome</html>" },
        { 200, """{"status":"authorised"}""" },
        { 200, """{"reference":"REF","status":"authorised","currency":"EUR","authorised":1""" },
        { 200, """{"reference":"another","status":"authorised","currency":"EUR","authorised":10}""" },
        { 200, """{"reference":"REF","status":"authorised","currency":"EUR","authorised":1}""" },
        { 200, """{"reference":"REF","status":"authorised","currency":"USD","authorised":10}""" },
        { 200, """{"reference":"REF","status":"authorised","currency":"EUR","authorised":"10"}""" },
        { 200, """{"reference":"REF","status":"approved","currency":"EUR","authorised":10}""" },
        { 200, """{"reference":"REF","status":1,"currency":"EUR","authorised":10}""" },
        { 200, """{"reference":"REF","currency":"EUR","authorised":10}""" },
        { 202, """{"reference":"REF","status":"authorised","currency":"EUR","authorised":10}""" },
        { 402, "" },
        { 402, """{"reference":"another","status":"declined","currency":"EUR"}""" },
        { 400, """{"reference":"REF","status":"declined","currency":"EUR"}""" },
        { 401, "" },
        { 404, "" },
        { 422, "" },
        { 429, "" },
        { 500, """{"reference":"REF","status":"authorised","currency":"EUR","authorised":10}""" },
        { 503, """{"reference":"REF","status":"declined","currency":"EUR"}""" },
    };

    private EchoApp Processor => fixture.Processor;

    private PaymentsHost Payments => fixture.Payments;

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task An_authorisation_without_a_clear_answer_is_neither_approved_nor_declined(int status, string body)
    {
        Answer(status, body);
        await UnavailableAsync(Payments.AuthoriseAsync(_orderId));
        Assert.Equal((0, 0, ""), await Payments.StatementAsync(_orderId));

        Answer(200, """{"reference":"REF","status":"authorised","currency":"EUR","authorised":10}""");
        Assert.Equal("Authorised", await PaymentsHost.OutcomeAsync(Payments.AuthoriseAsync(_orderId)));
    }

    [Theory]
    [InlineData("capture", "authorised", 10, 0, 0)]
    [InlineData("capture", "captured", 10, 9, 0)]
    [InlineData("capture", "voided", 10, 10, 0)]
    [InlineData("void", "authorised", 10, 0, 0)]
    [InlineData("void", "captured", 10, 10, 0)]
    [InlineData("refund", "captured", 10, 10, 10)]
    [InlineData("refund", "refunded", 10, 10, 9)]
    [InlineData("refund", "voided", 10, 0, 0)]
    public async Task A_step_whose_answer_does_not_say_that_it_was_done_is_not_done(
        string step, string status, int authorised, int captured, int refunded)
    {
        Answer(200, State("authorised", 10));
        await Payments.AuthoriseAsync(_orderId);
        if (step == "refund")
        {
            Answer(200, State("captured", 10, 10));
            await Payments.CaptureAsync(_orderId);
        }

        var before = await Payments.StatementAsync(_orderId);
        Answer(200, State(status, authorised, captured, refunded));
        await UnavailableAsync(step switch
        {
            "capture" => Payments.CaptureAsync(_orderId),
            "void" => Payments.VoidAsync(_orderId),
            _ => Payments.RefundAsync(_orderId),
        });
        Assert.Equal(before, await Payments.StatementAsync(_orderId));
    }

    [Fact]
    public async Task Every_repetition_of_a_step_has_the_same_key_and_every_step_another_one()
    {
        Answer(503, "");
        await UnavailableAsync(Payments.AuthoriseAsync(_orderId));
        await UnavailableAsync(Payments.AuthoriseAsync(_orderId));
        Answer(402, State("declined", 0));
        await Payments.AuthoriseAsync(_orderId);
        Answer(200, State("authorised", 10).Replace("REF", $"{_orderId}-2", StringComparison.Ordinal));
        await Payments.AuthoriseAsync(_orderId, attempt: 2);
        await Payments.CaptureAsync(_orderId, attempt: 2);

        var requests = Processor.Received.Where(request => request.Target.Contains($"{_orderId}", StringComparison.Ordinal)).ToList();
        Assert.All(requests, request => Assert.Equal(CardSandboxHost.ApiKey, request.Headers["X-Api-Key"]));
        Assert.Equal([$"{_orderId}-1-authorise", $"{_orderId}-2-authorise", $"{_orderId}-2-capture"],
            requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
        Assert.Equal(7, requests.Count(request => request.Headers["Idempotency-Key"] == $"{_orderId}-1-authorise"));
    }

    [Fact]
    public async Task What_an_answer_says_of_the_card_gets_no_further()
    {
        Answer(500, """{"error":"tok_of_ada is broken, 4111 1111 1111 1111"}""");
        var answer = await Payments.AuthoriseAsync(_orderId, paymentToken: "tok_of_ada");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("tok_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", text, StringComparison.Ordinal);
    }

    private void Answer(int status, string body) => Processor.Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(
            body.Replace("REF", $"{_orderId}-1", StringComparison.Ordinal))).AsTask();
    };

    private static string State(string status, decimal authorised, decimal captured = 0, decimal refunded = 0) =>
        new JsonObject
        {
            ["reference"] = "REF",
            ["status"] = status,
            ["currency"] = "EUR",
            ["authorised"] = authorised,
            ["captured"] = captured,
            ["refunded"] = refunded,
        }.ToJsonString();

    private static async Task UnavailableAsync(Task<HttpResponseMessage> step) =>
        Assert.Equal("processor_unavailable", (await Problem.ReadAsync(await step, HttpStatusCode.ServiceUnavailable)).Code);

    /// <summary>What the tests share; each has an order of its own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private EchoApp? _processor;
        private PaymentsHost? _payments;

        internal EchoApp Processor => _processor!;

        internal PaymentsHost Payments => _payments!;

        public async ValueTask InitializeAsync()
        {
            _processor = await EchoApp.StartAsync("processor", new SidecarNetwork());
            _payments = await PaymentsHost.StartAsync(CardSandboxHost.Component(_processor.Address));
        }

        public async ValueTask DisposeAsync()
        {
            await Payments.DisposeAsync();
            await Processor.DisposeAsync();
        }
    }
}
