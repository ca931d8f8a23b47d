using System.Collections.Concurrent;
using Daprlet.Grpc.Runtime.V1;
using DaprShop.Testing;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>How streams of subscriptions end, and what becomes of the events on them.</summary>
public sealed class StreamEndTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("stream-end-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whatever_stream_is_broken_off_every_event_is_answered_in_the_end()
    {
        const int Events = 300;
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder);
        var answered = new ConcurrentDictionary<string, bool>();
        var publishing = Task.Run(async () =>
        {
            for (var n = 0; n < Events; n++)
                await sidecar.PublishAsync("orders", $"{n}");
        });

        // Each client answers some events, has looked at others, and has yet others before it when it is gone.
        for (var client = 0; answered.Count < Events; client++)
        {
            await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");
            for (var n = 0; n <= client % 23 && answered.Count < Events; n++)
            {
                answered[await stream.TakeAsync()] = true;
                if (n == client % 23 && answered.Count < Events)
                    await stream.NextAsync();
            }
        }

        await publishing;
        Assert.Equal(Events, answered.Count);
    }

    [Fact]
    public async Task What_a_client_leaves_unanswered_another_instance_of_the_app_gets()
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"orders","route":"/orders"}]""");
        await using var over = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder);
        await using var stuck = await TopicStream.OpenAsync(over.Sidecar, "orders");
        for (var n = 0; n < 40; n++)
            await over.PublishAsync("orders", $"{n}");
        var held = await stuck.NextAsync();

        await using var other = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder, options => options with { AppPort = app.Port });
        await app.UntilAsync(all => all.Count > 0);
        Assert.DoesNotContain(app.All, received => received.Data == held.Data.ToStringUtf8());
        await stuck.DisposeAsync();

        var received = await app.UntilAsync(all => all.Select(event_ => event_.Data).Distinct().Count() == 40);
        Assert.Contains(received, event_ => event_.Data == held.Data.ToStringUtf8());
    }

    [Fact]
    public async Task A_client_that_closes_its_side_has_had_enough()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder);
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        await stream.CompleteAsync();

        var status = await stream.StatusAsync();
        Assert.Equal((StatusCode.Unknown, "EOF"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task A_sidecar_that_stops_waits_for_the_answer_to_what_is_under_way()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder, options => options with { GracefulShutdown = Limit });
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");
        await sidecar.PublishAsync("orders", "a");
        var underWay = await stream.NextAsync();

        var stopping = sidecar.Sidecar.StopAsync();
        var late = await TopicStream.StatusAfterAsync(sidecar.Sidecar, new SubscribeTopicEventsRequestAlpha1 { InitialRequest = new() { PubsubName = "pubsub", Topic = "other" } });
        Assert.Equal(StatusCode.Unknown, late.StatusCode);
        Assert.False(stopping.IsCompleted);
        await stream.AnswerAsync(underWay.Id);

        await stream.StatusAsync(); // what it is the client may not learn: the connection closes behind it
        await stopping.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await using var again = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder);
        await using var next = await TopicStream.OpenAsync(again.Sidecar, "orders");
        await again.PublishAsync("orders", "b");
        Assert.Equal("b", await next.TakeAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_does_not_keep_the_sidecar_from_stopping()
    {
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.sqlite", _folder, options => options with { GracefulShutdown = TimeSpan.FromMilliseconds(200) });
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders", isReading: false);
        for (var n = 0; n < 8; n++)
            await sidecar.PublishAsync("orders", new string('x', 1024 * 1024));

        await sidecar.Sidecar.StopAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stream_ends_with_its_component_and_not_with_others()
    {
        WriteComponent("other");
        await using var sidecar = await PubSubSidecar.StartAsync("pubsub.in-memory", _folder, options => options with { Components = [] });
        WriteComponent("pubsub");
        await Eventually.TrueAsync(() => IsLoadedAsync(sidecar, "pubsub"), "the component appears");
        await using var stream = await TopicStream.OpenAsync(sidecar.Sidecar, "orders");

        File.Delete(Path.Combine(_folder, "other.yaml"));
        await Eventually.TrueAsync(async () => !await IsLoadedAsync(sidecar, "other"), "another component goes");
        await sidecar.PublishAsync("orders", "a");
        Assert.Equal("a", await stream.TakeAsync());
        File.Delete(Path.Combine(_folder, "pubsub.yaml"));

        var status = await stream.StatusAsync();
        Assert.Equal((StatusCode.Unknown, "stream closed"), (status.StatusCode, status.Detail));
    }

    private void WriteComponent(string name) => File.WriteAllText(Path.Combine(_folder, $"{name}.yaml"), $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: {{name}} }
        spec: { type: pubsub.in-memory, version: v1 }
        """);

    private static async Task<bool> IsLoadedAsync(PubSubSidecar sidecar, string name)
    {
        using var client = new HttpClient();
        return (await client.GetStringAsync($"http://127.0.0.1:{sidecar.Sidecar.HttpPort}/v1.0/metadata")).Contains($"\"{name}\"", StringComparison.Ordinal);
    }
}
