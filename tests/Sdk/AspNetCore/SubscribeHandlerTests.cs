using Dapr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.Sdk.AspNetCore;

public sealed class SubscribeHandlerTests
{
    /// <summary>The same app with the genuine SDK gives this answer, less its bulk subscriptions.</summary>
    [Fact]
    public async Task The_answer_is_that_of_the_genuine_SDK_byte_for_byte()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapSubscribeHandler();
            app.MapPost("/raw", () => { }).WithTopic("pubsub", "raw", enableRawPayload: true);
            app.MapPost("/orders-dl", () => { }).WithTopic("pubsub", "orders2", new Dictionary<string, string> { ["k"] = "v" });
            app.MapPost("/full", () => { }).WithTopic(new TopicOptions { PubsubName = "pubsub", Name = "full", Match = "event.type == \"x\"", Priority = 1, DeadLetterTopic = "poison" });
            app.MapPost("/full-default", () => { }).WithTopic(new TopicOptions { PubsubName = "pubsub", Name = "full", Priority = 2 });
        });

        using var response = await app.Client.GetAsync("/dapr/subscribe");

        Assert.Null(response.Content.Headers.ContentType);
        Assert.Equal(
            """[{"topic":"full","pubsubName":"pubsub","routes":{"default":"full-default","rules":[{"match":"event.type == \u0022x\u0022","path":"full"}]},"deadLetterTopic":"poison"},{"topic":"orders2","pubsubName":"pubsub","route":"orders-dl","metadata":{"k":"v"}},{"topic":"raw","pubsubName":"pubsub","route":"raw","metadata":{"rawPayload":"true"}}]""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Topics_are_sorted_by_pubsub_and_name()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapSubscribeHandler();
            app.MapPost("/1", () => { }).WithTopic("b", "a").WithTopic("a", "b");
            app.MapPost("/2", () => { }).WithTopic("a", "a");
        });

        Assert.Equal(
            """[{"topic":"a","pubsubName":"a","route":"2"},{"topic":"b","pubsubName":"a","route":"1"},{"topic":"a","pubsubName":"b","route":"1"}]""",
            await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task Rules_are_in_the_order_of_their_priority()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapSubscribeHandler();
            app.MapPost("/late", [Topic("p", "t", "m2", 2)] () => { });
            app.MapPost("/early", [Topic("p", "t", "m1", 1)] () => { });
        });

        Assert.Equal(
            """[{"topic":"t","pubsubName":"p","routes":{"rules":[{"match":"m1","path":"early"},{"match":"m2","path":"late"}]}}]""",
            await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task Dead_letters_are_those_of_the_first_rule_and_one_raw_rule_makes_the_topic_raw()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapSubscribeHandler();
            app.MapPost("/1", () => { }).WithTopic(new TopicOptions { PubsubName = "p", Name = "t", Match = "m1", Priority = 1, DeadLetterTopic = "first" });
            app.MapPost("/2", () => { }).WithTopic(new TopicOptions { PubsubName = "p", Name = "t", Match = "m2", Priority = 2, DeadLetterTopic = "second", EnableRawPayload = true });
        });

        Assert.Equal(
            """[{"topic":"t","pubsubName":"p","routes":{"rules":[{"match":"m1","path":"1"},{"match":"m2","path":"2"}]},"metadata":{"rawPayload":"true"},"deadLetterTopic":"first"}]""",
            await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task Metadata_belongs_to_all_topics_of_an_endpoint_or_to_those_that_own_it()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapSubscribeHandler();
            app.MapPost(
                "/x",
                [Topic("p", "owner", ["mine"], "|"), Topic("p", "other"), TopicMetadata("shared", "s"), TopicMetadata("mine", "own", "1"), TopicMetadata("mine", "own", "2")] () => { });
        });

        Assert.Equal(
            """[{"topic":"other","pubsubName":"p","route":"x","metadata":{"shared":"s"}},{"topic":"owner","pubsubName":"p","route":"x","metadata":{"shared":"s","own":"1|2"}}]""",
            await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task Every_topic_can_be_made_raw()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapSubscribeHandler(new SubscribeOptions { EnableRawPayload = true });
            app.MapPost("/x", () => { }).WithTopic("p", "t");
        });

        Assert.Equal("""[{"topic":"t","pubsubName":"p","route":"x","metadata":{"rawPayload":"true"}}]""", await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task An_app_without_topics_answers_an_empty_list()
    {
        await using var app = await TestApp.StartAsync(app => app.MapSubscribeHandler());

        Assert.Equal("[]", await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task Controllers_subscribe_by_attribute()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapSubscribeHandler();
                app.MapControllers();
            },
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly));

        Assert.Equal("""[{"topic":"placed","pubsubName":"pubsub","route":"orders/placed","deadLetterTopic":"poison"}]""", await app.Client.GetStringAsync("/dapr/subscribe"));
    }

    [Fact]
    public async Task Two_handlers_of_one_topic_are_told_in_the_log_and_the_first_is_taken()
    {
        using var log = new RecordingLog();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapSubscribeHandler();
                app.MapPost("/1", () => { }).WithTopic("p", "t");
                app.MapPost("/2", () => { }).WithTopic("p", "t");
            },
            builder => builder.Logging.AddProvider(log));

        Assert.Equal("""[{"topic":"t","pubsubName":"p","route":"1"}]""", await app.Client.GetStringAsync("/dapr/subscribe"));
        Assert.Contains("DaprTopicSubscription Error: A default subscription to topic t on pubsub p already exists.", log.Lines);
    }

    [Fact]
    public void A_topic_has_a_pubsub_and_a_name()
    {
        Assert.Throws<ArgumentException>(() => new TopicAttribute("", "t"));
        Assert.Throws<ArgumentNullException>(() => new TopicAttribute("p", null));
        Assert.Throws<ArgumentException>(() => new TopicMetadataAttribute("", "v"));
        Assert.Throws<ArgumentNullException>(() => new TopicMetadataAttribute("n", null));
    }

    private sealed class RecordingLog : ILoggerProvider
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Category(categoryName, Lines);

        public void Dispose()
        {
        }

        private sealed class Category(string name, System.Collections.Concurrent.ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{name} {logLevel}: {formatter(state, exception)}");
        }
    }
}

[ApiController]
[Route("orders")]
public sealed class OrdersController : ControllerBase
{
    [Topic("pubsub", "placed", DeadLetterTopic = "poison")]
    [HttpPost("placed")]
    public IActionResult Placed() => Ok();
}
