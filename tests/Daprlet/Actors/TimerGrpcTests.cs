using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Timers over gRPC, of an app that hosts its actors over HTTP.</summary>
public sealed class TimerGrpcTests : IAsyncLifetime
{
    private readonly CallbackHost _host = new();

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_timer_fires_with_what_it_was_registered_with_until_it_is_unregistered()
    {
        await RegisterAsync(new() { ActorId = "1", Name = "tick", DueTime = "5s", Period = "10s", Callback = "OnTick", Data = ByteString.CopyFromUtf8("text") });

        _host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("""{"callback":"OnTick","data":"dGV4dA==","dueTime":"5s","period":"10s"}""", (await _host.UntilAsync("1/method/timer/tick", 1))[0]);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        await _host.UntilAsync("1/method/timer/tick", 2);

        await _host.Grpc.UnregisterActorTimerAsync(new() { ActorType = "Clock", ActorId = "1", Name = "tick" });
        await RegisterAsync(new() { ActorId = "1", Name = "marker", DueTime = "20s" });
        _host.Time.Advance(TimeSpan.FromSeconds(20));
        await _host.UntilAsync("1/method/timer/marker", 1);
        Assert.Equal(2, _host.Callbacks("1/method/timer/tick").Count);
    }

    [Fact]
    public async Task Timers_are_shown_as_they_were_registered_in_the_order_of_their_names()
    {
        await RegisterAsync(new() { ActorId = "1", Name = "b", DueTime = "100s" });
        await RegisterAsync(new() { ActorId = "1", Name = "a", DueTime = "1h", Period = "R5/PT1H", Ttl = "2026-01-03T00:00:00Z", Callback = "OnTick", Data = ByteString.CopyFromUtf8("text") });
        await RegisterAsync(new() { ActorId = "2", Name = "c", DueTime = "100s" });

        var timers = (await _host.Grpc.ListActorTimersAsync(new() { ActorType = "Clock", ActorId = "1" })).Timers;
        Assert.Equal(["a", "b"], timers.Select(timer => timer.Name));
        Assert.Equal("\"dGV4dA==\"", timers[0].Timer.Data.Unpack<BytesValue>().Value.ToStringUtf8());
        Assert.Equal(new ActorTimer { ActorType = "Clock", ActorId = "1", DueTime = "100s" }, timers[1].Timer);

        var one = await _host.Grpc.GetActorTimerAsync(new() { ActorType = "Clock", ActorId = "1", Name = "a" });
        Assert.Equal(("Clock", "1", "1h", "R5/PT1H", "2026-01-03T00:00:00Z", "OnTick"), (one.ActorType, one.ActorId, one.DueTime, one.Period, one.Ttl, one.Callback));
        Assert.Equal(timers[0].Timer.Data, one.Data);
        Assert.Empty((await _host.Grpc.ListActorTimersAsync(new() { ActorType = "Clock", ActorId = "3" })).Timers);
    }

    [Fact]
    public async Task What_is_wrong_with_a_timer_is_said_in_Daprs_words()
    {
        await ThrowsAsync(StatusCode.Internal, "error creating actor timer: error parsing timer due time: unsupported time/duration format: soon", () => RegisterAsync(new() { ActorId = "1", Name = "t", DueTime = "soon" }));
        await ThrowsAsync(StatusCode.InvalidArgument, "invalid request: name contains forbidden character: \"a/b\"", () => RegisterAsync(new() { ActorId = "1", Name = "a/b", DueTime = "1s" }));
        await ThrowsAsync(StatusCode.NotFound, "actor timer not found: t", () => _host.Grpc.GetActorTimerAsync(new() { ActorType = "Clock", ActorId = "1", Name = "t" }).ResponseAsync);
        await ThrowsAsync(StatusCode.PermissionDenied, "operations on actor timers are only possible on hosted actor types", () => _host.Grpc.ListActorTimersAsync(new() { ActorType = "Other", ActorId = "1" }).ResponseAsync);
        await _host.Grpc.UnregisterActorTimerAsync(new() { ActorType = "Clock", ActorId = "1", Name = "none" });
    }

    private static async Task ThrowsAsync(StatusCode code, string message, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, message), (error.StatusCode, error.Status.Detail));
    }

    private Task<Empty> RegisterAsync(RegisterActorTimerRequest request)
    {
        request.ActorType = "Clock";
        return _host.Grpc.RegisterActorTimerAsync(request).ResponseAsync;
    }
}
