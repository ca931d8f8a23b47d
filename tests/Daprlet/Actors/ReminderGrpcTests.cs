using System.Text.Json.Nodes;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Reminders over gRPC, of an app that hosts its actors over HTTP.</summary>
public sealed class ReminderGrpcTests : IAsyncLifetime
{
    private readonly CallbackHost _host = new();

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Bytes_reach_the_app_as_base64_and_are_shown_so_over_both_transports()
    {
        await RegisterAsync(new() { ActorId = "1", Name = "daily", DueTime = "10s", Period = "1h", Data = ByteString.CopyFrom(0, 255, 62) });

        var shown = await _host.Grpc.GetActorReminderAsync(new() { ActorType = "Clock", ActorId = "1", Name = "daily" });
        Assert.Equal(("Clock", "1", "10s", "@every 1h0m0s", false), (shown.ActorType, shown.ActorId, shown.DueTime, shown.Period, shown.HasTtl));
        Assert.Equal("\"AP8+\"", shown.Data.Unpack<BytesValue>().Value.ToStringUtf8());
        using var overHttp = await _host.SendAsync("GET", "1/reminders/daily");
        Assert.Equal("AP8+", (string?)JsonNode.Parse(await overHttp.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["data"]);

        _host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("""{"data":"AP8+","dueTime":"","period":""}""", (await _host.UntilAsync("1/method/remind/daily", 1))[0]);
    }

    [Fact]
    public async Task What_HTTP_has_registered_is_shown_over_gRPC()
    {
        await _host.AcceptedAsync("POST", "1/reminders/r", """{"dueTime":"100s","data":{"a":[1]}}""");

        var shown = Assert.Single((await _host.Grpc.ListActorRemindersAsync(new() { ActorType = "Clock", ActorId = "1" })).Reminders);
        Assert.Equal(("r", "100s", false), (shown.Name, shown.Reminder.DueTime, shown.Reminder.HasPeriod));
        Assert.Equal("""{"a":[1]}""", shown.Reminder.Data.Unpack<BytesValue>().Value.ToStringUtf8());
    }

    [Fact]
    public async Task Reminders_of_a_type_or_of_an_actor_are_listed_and_ended_together()
    {
        foreach (var (actor, name) in new[] { ("tom", "b"), ("tim", "c"), ("tom-2", "d"), ("tom", "a") })
            await RegisterAsync(new() { ActorId = actor, Name = name, DueTime = "100s" });

        Assert.Equal(["tim/c", "tom-2/d", "tom/a", "tom/b"], await ListAsync(null));
        Assert.Equal(["tim/c", "tom-2/d", "tom/a", "tom/b"], await ListAsync(""));
        Assert.Equal(["tom/a", "tom/b"], await ListAsync("tom"));

        await _host.Grpc.UnregisterActorRemindersByTypeAsync(new() { ActorType = "Clock", ActorId = "" });
        Assert.Equal(4, (await ListAsync(null)).Count);
        await _host.Grpc.UnregisterActorRemindersByTypeAsync(new() { ActorType = "Clock", ActorId = "tom" });
        Assert.Equal(["tim/c", "tom-2/d"], await ListAsync(null));
        await _host.Grpc.UnregisterActorRemindersByTypeAsync(new() { ActorType = "Clock" });
        Assert.Empty(await ListAsync(null));

        _host.Time.Advance(TimeSpan.FromSeconds(100));
        await RegisterAsync(new() { ActorId = "tom", Name = "last", DueTime = "0s" });
        await _host.UntilAsync("tom/method/remind/last", 1);
        Assert.Empty(_host.Callbacks("tom/method/remind/a"));
    }

    [Fact]
    public async Task A_reminder_is_replaced_unless_it_shall_stay()
    {
        await RegisterAsync(new() { ActorId = "1", Name = "r", DueTime = "100s" });

        await ThrowsAsync(StatusCode.AlreadyExists, "actor reminder already exists: r", () => RegisterAsync(new() { ActorId = "1", Name = "r", DueTime = "50s", Overwrite = false }));
        await RegisterAsync(new() { ActorId = "1", Name = "r", DueTime = "20s" });

        Assert.Equal("20s", (await _host.Grpc.GetActorReminderAsync(new() { ActorType = "Clock", ActorId = "1", Name = "r" })).DueTime);
        await _host.Grpc.UnregisterActorReminderAsync(new() { ActorType = "Clock", ActorId = "1", Name = "r" });
        await ThrowsAsync(StatusCode.NotFound, "actor reminder not found: r", () => _host.Grpc.GetActorReminderAsync(new() { ActorType = "Clock", ActorId = "1", Name = "r" }).ResponseAsync);
    }

    [Fact]
    public async Task The_failure_policy_says_how_often_a_callback_that_fails_is_tried_again()
    {
        _host.Status = 500;
        await RegisterAsync(new() { ActorId = "1", Name = "dropped", DueTime = "0s", FailurePolicy = new JobFailurePolicy { Drop = new() } });
        await RegisterAsync(new() { ActorId = "1", Name = "tried", DueTime = "0s", FailurePolicy = Constant(TimeSpan.FromSeconds(7), 2) });

        await _host.UntilAsync("1/method/remind/dropped", 1);
        await _host.UntilAsync("1/method/remind/tried", 1);
        await GoneAsync("dropped");
        _host.Time.Advance(TimeSpan.FromSeconds(6));
        await RegisterAsync(new() { ActorId = "2", Name = "marker", DueTime = "0s" });
        await _host.UntilAsync("2/method/remind/marker", 1);
        Assert.Single(_host.Callbacks("1/method/remind/tried"));
        for (var count = 2; count <= 3; count++)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(7));
            await _host.UntilAsync("1/method/remind/tried", count);
        }
        await GoneAsync("tried");
        Assert.Single(_host.Callbacks("1/method/remind/dropped"));
    }

    [Fact]
    public async Task What_cannot_be_registered_is_refused_in_Daprs_words()
    {
        await ThrowsAsync(StatusCode.InvalidArgument, "invalid request: reminder name cannot be empty", () => RegisterAsync(new() { ActorId = "1", DueTime = "1s" }));
        await ThrowsAsync(StatusCode.InvalidArgument, "invalid request: name contains forbidden character: \"a/b\"", () => RegisterAsync(new() { ActorId = "1", Name = "a/b", DueTime = "1s" }));
        await ThrowsAsync(StatusCode.Internal, "error creating actor reminder: unsupported period format: often", () => RegisterAsync(new() { ActorId = "1", Name = "r", Period = "often" }));
        await ThrowsAsync(StatusCode.PermissionDenied, "operations on actor reminders are only possible on hosted actor types", () => _host.Grpc.ListActorRemindersAsync(new() { ActorType = "Other" }).ResponseAsync);
        await ThrowsAsync(
            StatusCode.PermissionDenied,
            "actor type \"dapr.internal.x\" is reserved for the Dapr workflow runtime; direct actor API access is not permitted",
            () => _host.Grpc.UnregisterActorRemindersByTypeAsync(new() { ActorType = "dapr.internal.x" }).ResponseAsync);
    }

    private static JobFailurePolicy Constant(TimeSpan interval, uint maxRetries) =>
        new() { Constant = new JobFailurePolicyConstant { Interval = Duration.FromTimeSpan(interval), MaxRetries = maxRetries } };

    private static async Task ThrowsAsync(StatusCode code, string message, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, message), (error.StatusCode, error.Status.Detail));
        Assert.DoesNotContain(error.Trailers, trailer => trailer.Key == "grpc-status-details-bin");
    }

    private Task<Empty> RegisterAsync(RegisterActorReminderRequest request)
    {
        request.ActorType = "Clock";
        return _host.Grpc.RegisterActorReminderAsync(request).ResponseAsync;
    }

    private async Task<List<string>> ListAsync(string? actor)
    {
        var request = new ListActorRemindersRequest { ActorType = "Clock" };
        if (actor is not null)
            request.ActorId = actor;
        return [.. (await _host.Grpc.ListActorRemindersAsync(request)).Reminders.Select(item => $"{item.Reminder.ActorId}/{item.Name}")];
    }

    private async Task GoneAsync(string name)
    {
        using var limit = new CancellationTokenSource(HostingApp.Limit);
        while ((await _host.Grpc.ListActorRemindersAsync(new() { ActorType = "Clock", ActorId = "1" }, cancellationToken: limit.Token)).Reminders.Any(item => item.Name == name))
            await Task.Delay(5, limit.Token);
    }
}
