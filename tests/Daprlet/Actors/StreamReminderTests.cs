using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using DaprShop.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Reminders and timers of actors that are hosted on a stream.</summary>
public sealed class StreamReminderTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private Sidecar _sidecar = null!;
    private GrpcCaller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await StreamHost.StartSidecarAsync(new SidecarOptions { AppId = "host", Time = _time });
        _caller = new GrpcCaller(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_reminder_and_a_timer_come_with_their_data_and_the_id_of_their_turn()
    {
        var registration = new SubscribeActorEventsRequestInitialAlpha1 { Entities = { "Cart" }, Reentrancy = new ActorReentrancyConfig { Enabled = true } };
        await using var host = await StreamHost.OpenAsync(_sidecar, registration);

        await RemindAsync(new() { Name = "r", DueTime = "1s", Data = ByteString.CopyFromUtf8("text") });
        await _caller.Client.RegisterActorTimerAsync(new() { ActorType = "Cart", ActorId = "1", Name = "t", DueTime = "2s", Period = "3s", Callback = "meow", Data = ByteString.CopyFromUtf8("text") });
        _time.Advance(TimeSpan.FromSeconds(1));
        await HostingApp.UntilAsync(() => host.Received.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await HostingApp.UntilAsync(() => host.Received.Count == 2);

        var reminder = host.Received.First().ReminderRequest;
        Assert.Equal(("1", "Cart", "1", "r", "", ""), (reminder.Id, reminder.ActorType, reminder.ActorId, reminder.Name, reminder.DueTime, reminder.Period));
        Assert.Equal("\"dGV4dA==\"", reminder.Data.Unpack<BytesValue>().Value.ToStringUtf8());
        Assert.NotEmpty(reminder.Metadata["Dapr-Reentrancy-Id"]);
        var timer = host.Received.Last().TimerRequest;
        Assert.Equal(("2", "Cart", "1", "t", "2s", "3s", "meow"), (timer.Id, timer.ActorType, timer.ActorId, timer.Name, timer.DueTime, timer.Period, timer.Callback));
        Assert.Equal(reminder.Data, timer.Data);
        Assert.NotEqual(reminder.Metadata["Dapr-Reentrancy-Id"], timer.Metadata["Dapr-Reentrancy-Id"]);
    }

    [Fact]
    public async Task A_reminder_that_is_due_while_there_is_no_stream_fires_into_the_next_one()
    {
        await using (await StreamHost.OpenAsync(_sidecar, "Cart"))
            await RemindAsync(new() { Name = "r", DueTime = "10s" });
        await HostingApp.UntilAsync(() => !_sidecar.Actors.Hosting.IsHosted("Cart"));
        _time.Advance(TimeSpan.FromMinutes(1));

        await using var next = await StreamHost.OpenAsync(_sidecar, "Cart");

        await HostingApp.UntilAsync(() => next.Reminders.Any());
        Assert.Equal("r", Assert.Single(next.Reminders).Name);
    }

    [Fact]
    public async Task A_reminder_whose_stream_breaks_fires_again()
    {
        var gate = new Gate();
        var broken = await StreamHost.OpenAsync(_sidecar, "Cart", async received =>
        {
            await gate.WaitAsync();
            return StreamHost.Done(received);
        });
        await RemindAsync(new() { Name = "r", DueTime = "0s" });
        await gate.Entered;
        broken.Break();
        await HostingApp.UntilAsync(() => !_sidecar.Actors.Hosting.IsHosted("Cart"));

        await using var next = await StreamHost.OpenAsync(_sidecar, "Cart");
        _time.Advance(TimeSpan.FromSeconds(1));

        await HostingApp.UntilAsync(() => next.Reminders.Any());
        gate.Open();
        await broken.DisposeAsync();
    }

    [Fact]
    public async Task Timers_end_with_the_stream()
    {
        await using (await StreamHost.OpenAsync(_sidecar, "Cart"))
            await _caller.Client.RegisterActorTimerAsync(new() { ActorType = "Cart", ActorId = "1", Name = "t", DueTime = "10s" });
        await HostingApp.UntilAsync(() => !_sidecar.Actors.Hosting.IsHosted("Cart"));

        await using var next = await StreamHost.OpenAsync(_sidecar, "Cart");

        Assert.Empty((await _caller.Client.ListActorTimersAsync(new() { ActorType = "Cart", ActorId = "1" })).Timers);
    }

    private Task<Empty> RemindAsync(RegisterActorReminderRequest request)
    {
        (request.ActorType, request.ActorId) = ("Cart", "1");
        return _caller.Client.RegisterActorReminderAsync(request).ResponseAsync;
    }
}
