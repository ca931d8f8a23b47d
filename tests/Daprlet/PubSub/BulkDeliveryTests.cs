using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Bulk subscriptions, from publish requests to a real app and back.</summary>
public sealed class BulkDeliveryTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("bulk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Messages_that_wait_come_together_and_no_request_has_too_many()
    {
        await using var app = await SubscriberApp.StartAsync(Subscription(maxMessages: 3, maxAwait: 60_000), Answer(_ => "SUCCESS"));
        await using var sidecar = await StartAsync(app);

        await PublishAsync(sidecar, Enumerable.Range(0, 6));

        var received = await app.UntilAsync(all => all.Count == 2);
        Assert.All(received, request => Assert.Equal(3, Size(request)));
        Assert.Equal(Enumerable.Range(0, 6), received.SelectMany(Numbers).Order());
    }

    [Fact]
    public async Task Of_a_request_only_what_the_app_did_not_take_comes_again()
    {
        var first = 1;
        await using var app = await SubscriberApp.StartAsync(
            Subscription(maxMessages: 4, maxAwait: 60_000),
            Answer(number => number % 2 == 0 || Interlocked.CompareExchange(ref first, 0, 0) == 0 ? "SUCCESS" : "RETRY", () => Interlocked.Exchange(ref first, 0)));
        await using var sidecar = await StartAsync(app, retries: 2);

        await PublishAsync(sidecar, Enumerable.Range(0, 4));

        var received = await app.UntilAsync(all => all.Count == 2);
        Assert.Equal([0, 1, 2, 3], Numbers(received[0]).Order());
        Assert.Equal([1, 3], Numbers(received[1]).Order());
        Assert.Equal(EntryIds(received[0]).Intersect(EntryIds(received[1])).Order(), EntryIds(received[1]).Order());
    }

    [Fact]
    public async Task What_is_dropped_or_fails_for_good_goes_to_the_dead_letter_topic_and_the_rest_does_not()
    {
        await using var app = await SubscriberApp.StartAsync(
            """[{"pubsubname":"pubsub","topic":"t","route":"/t","deadLetterTopic":"dead","bulkSubscribe":{"enabled":true,"maxMessagesCount":3,"maxAwaitDurationMs":60000}},{"pubsubname":"pubsub","topic":"dead","route":"/dead"}]""",
            Answer(number => number switch { 0 => "SUCCESS", 1 => "DROP", _ => "NONSENSE" }));
        await using var sidecar = await StartAsync(app, retries: 1);

        await PublishAsync(sidecar, Enumerable.Range(0, 3));

        var received = await app.UntilAsync(all => all.Count(request => request.Path == "/dead") == 2);
        Assert.Equal([1, 2], received.Where(request => request.Path == "/dead").Select(request => (int)request.Event["data"]!).Order());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_request_to_fill()
    {
        await using var app = await SubscriberApp.StartAsync(Subscription(maxMessages: 100, maxAwait: 600_000), Answer(_ => "SUCCESS"));
        var sidecar = await StartAsync(app);
        await PublishAsync(sidecar, [1]);

        await sidecar.StopAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.All(app.All, request => Assert.Equal([1], Numbers(request)));
    }

    private static string Subscription(int maxMessages, int maxAwait) =>
        $$$"""[{"pubsubname":"pubsub","topic":"t","route":"/t","bulkSubscribe":{"enabled":true,"maxMessagesCount":{{{maxMessages}}},"maxAwaitDurationMs":{{{maxAwait}}}}}]""";

    /// <summary>Answers each entry by its number.</summary>
    private static Func<Received, IResult> Answer(Func<int, string> status, Action? answered = null) => received =>
    {
        if (received.Event["entries"] is not JsonArray entries)
            return Results.Ok();
        var statuses = entries.Select(entry => new { entryId = (string)entry!["entryId"]!, status = status((int)entry["event"]!["data"]!) }).ToList();
        answered?.Invoke();
        return Results.Json(new { statuses });
    };

    private static int Size(Received request) => (request.Event["entries"] as JsonArray)?.Count ?? 0;

    private static IEnumerable<int> Numbers(Received request) => request.Event["entries"]!.AsArray().Select(entry => (int)entry!["event"]!["data"]!);

    private static IEnumerable<string> EntryIds(Received request) => request.Event["entries"]!.AsArray().Select(entry => (string)entry!["entryId"]!);

    private async Task<Sidecar> StartAsync(SubscriberApp app, int retries = 0)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "pubsub.yaml"), $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: pubsub }
            spec:
              type: pubsub.sqlite
              version: v1
              metadata: [{ name: connectionString, value: messages.db }]
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "resiliency.yaml"), $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: { name: bulk }
            spec:
              policies: { retries: { few: { policy: constant, duration: 10ms, maxRetries: {{retries}} } } }
              targets: { components: { pubsub: { inbound: { retry: few } } } }
            """);
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "shop", AppPort = app.Port, WorkingDirectory = _folder, ResourcesPaths = [_folder], GracefulShutdown = Limit });
        await sidecar.ReadyAsync(Limit);
        return sidecar;
    }

    private static async Task PublishAsync(Sidecar sidecar, IEnumerable<int> numbers)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };
        foreach (var number in numbers)
        {
            using var body = new StringContent($"{number}", System.Text.Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/v1.0/publish/pubsub/t", body);
            response.EnsureSuccessStatusCode();
        }
    }
}
