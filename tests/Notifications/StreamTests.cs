using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Notifications;

public sealed class StreamTests(StreamTests.QuickHost quick) : IClassFixture<StreamTests.QuickHost>
{
    private readonly Guid _user = Guid.CreateVersion7();

    private NotificationsHost Host => quick.Host;

    [Fact]
    public async Task A_stream_shows_what_another_instance_handled_and_what_was_marked_there()
    {
        await Host.DeliverAsync(NotificationsHost.Paid(_user), instance: 1);
        using var stream = await OpenAsync();
        Assert.Equal(("unread", "1", 1), Unread(await stream.NextAsync()));

        var second = NotificationsHost.Paid(_user);
        await Host.DeliverAsync(second, instance: 1);
        var shown = await stream.NextAsync();
        Assert.Equal(("notification", "2"), (shown.Type, shown.Id));
        Assert.Equal(second.OrderId, (Guid)shown.Data["orderId"]!);
        Assert.Equal(("unread", "2", 2), Unread(await stream.NextAsync()));

        await Host.MarkReadAsync(_user, (string?)shown.Data["id"], instance: 1);
        Assert.Equal(("unread", "2", 1), Unread(await stream.NextAsync()));
    }

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_missed_in_order_and_nothing_twice()
    {
        var events = Enumerable.Range(1, 70).Select(number => NotificationsHost.Paid(_user, number)).ToList();
        foreach (var happened in events) await Host.DeliverAsync(happened);

        using var stream = await OpenAsync("8");
        var missed = new List<EventStream.Event>();
        while (missed.Count < 62) missed.Add(await stream.NextAsync());

        Assert.Equal(Enumerable.Range(9, 62).Select(number => $"{number}"), missed.Select(shown => shown.Id));
        Assert.Equal(events.Skip(8).Select(happened => happened.OrderId), missed.Select(shown => (Guid)shown.Data["orderId"]!));
        Assert.Equal(("unread", "70", 70), Unread(await stream.NextAsync()));
    }

    [Fact]
    public async Task A_stream_gives_signs_of_life()
    {
        using var stream = await OpenAsync();
        await stream.NextAsync();
        Assert.Equal(": heartbeat", await stream.NextCommentAsync());
    }

    [Fact]
    public async Task A_stream_ends_after_its_time_so_that_its_client_comes_back_with_a_good_token()
    {
        await using var own = await NotificationsHost.StartAsync(("Notifications:StreamPoll", "00:00:00.050"), ("Notifications:StreamDuration", "00:00:00.500"));
        using var stream = await EventStream.OpenAsync(own, _user);
        await stream.NextAsync();
        await stream.EndAsync();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999")]
    public async Task A_place_that_is_none_gets_400(string lastEventId) => await Problem.ReadAsync(
        await Host.SendAsync(HttpMethod.Get, "/api/v1/notifications/stream", _user, headers: ("Last-Event-ID", lastEventId)), HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_user_has_so_many_streams_and_another_when_one_is_closed()
    {
        var streams = new List<EventStream>();
        for (var n = 0; n < 5; n++) streams.Add(await OpenAsync());

        var refused = await Host.SendAsync(HttpMethod.Get, "/api/v1/notifications/stream", _user);
        Assert.Equal("too_many_streams", (await Problem.ReadAsync(refused, HttpStatusCode.TooManyRequests)).Code);
        using var others = await EventStream.OpenAsync(Host, Guid.CreateVersion7());

        streams[0].Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var response = await Host.SendAsync(HttpMethod.Get, "/api/v1/notifications/stream", _user);
            return response.StatusCode == HttpStatusCode.OK;
        }, "the place of the stream that was closed");
        foreach (var stream in streams) stream.Dispose();
    }

    private Task<EventStream> OpenAsync(string? lastEventId = null) => EventStream.OpenAsync(Host, _user, lastEventId);

    private static (string Type, string Id, int Unread) Unread(EventStream.Event shown) => (shown.Type, shown.Id, (int)shown.Data["unread"]!);

    /// <summary>A host whose streams look often.</summary>
    public sealed class QuickHost : IAsyncLifetime
    {
        public NotificationsHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await NotificationsHost.StartAsync(
            ("Notifications:StreamPoll", "00:00:00.050"), ("Notifications:StreamHeartbeat", "00:00:00.200"));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
