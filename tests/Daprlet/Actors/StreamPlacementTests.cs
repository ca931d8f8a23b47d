using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Google.Protobuf.WellKnownTypes;
using Event = Daprlet.Grpc.Runtime.V1.SubscribeActorEventsResponseAlpha1;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Two sidecars whose apps host the same type on a stream each: the actors are shared between them as between any hosts.</summary>
public sealed class StreamPlacementTests : IAsyncLifetime
{
    private const int Actors = 40;

    private readonly string _registry = Directory.CreateTempSubdirectory("daprlet-streams-").FullName;
    private readonly List<IAsyncDisposable> _started = [];

    public static TheoryData<bool> InOneProcessAndAcross => [true, false];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
            await started.DisposeAsync();
        Directory.Delete(_registry, recursive: true);
    }

    [Theory]
    [MemberData(nameof(InOneProcessAndAcross))]
    public async Task Actors_move_to_a_stream_that_opens_and_back_when_it_closes(bool oneProcess)
    {
        var options = Options(oneProcess);
        var (one, two) = (await StartAsync(options), await StartAsync(options));
        var first = await OpenAsync(one, "one");
        Assert.All(await AnswersAsync(two), answer => Assert.Equal("one", answer));

        var second = await OpenAsync(two, "two");
        await HostingApp.UntilSharedAsync(one, Actors);
        var answers = await AnswersAsync(one);
        Assert.Contains("one", answers);
        Assert.Contains("two", answers);
        Assert.Equal(answers, await AnswersAsync(two));
        Assert.Equal(answers.Count(answer => answer == "two"), first.Deactivated.Count());

        await second.CompleteAsync();
        await second.Ended;
        Assert.All(await AnswersAsync(two), answer => Assert.Equal("one", answer));
    }

    [Fact]
    public async Task An_actor_that_moves_ends_its_turn_and_is_deactivated_before_it_is_active_elsewhere()
    {
        var options = Options(oneProcess: true);
        var (one, two) = (await StartAsync(options), await StartAsync(options));
        var gate = new Gate();
        var first = await OpenAsync(one, "one", received => received.InvokeRequest?.Method == "hold" ? gate.WaitAsync() : Task.CompletedTask);
        var turns = Enumerable.Range(0, Actors).Select(id => CallAsync(one, id, "hold")).ToList();
        await HostingApp.UntilAsync(() => first.Calls.Count() == Actors);

        var second = await OpenAsync(two, "two", received => Task.FromResult(first.Deactivated.Contains($"Cart/{received.InvokeRequest?.ActorId}") ? 0 : throw new InvalidOperationException("active twice")));
        await HostingApp.UntilSharedAsync(one, Actors);
        var next = Enumerable.Range(0, Actors).Select(id => CallAsync(one, id, "next")).ToList();
        gate.Open();

        Assert.All(await Task.WhenAll(turns), answer => Assert.Equal("one", answer));
        Assert.Contains("two", await Task.WhenAll(next));
        Assert.Equal(second.Calls.Count(), (await Task.WhenAll(next)).Count(answer => answer == "two"));
    }

    [Fact]
    public async Task A_sidecar_that_stops_gives_its_actors_to_the_other_one()
    {
        var options = Options(oneProcess: false);
        var (one, two) = (await StartAsync(options), await StartAsync(options));
        var (_, second) = (await OpenAsync(one, "one"), await OpenAsync(two, "two"));
        var moving = (await AnswersAsync(one)).Count(answer => answer == "two");

        await two.StopAsync();

        Assert.Equal(moving, second.Deactivated.Count());
        Assert.All(await AnswersAsync(one), answer => Assert.Equal("one", answer));
    }

    private SidecarOptions Options(bool oneProcess) =>
        oneProcess ? new SidecarOptions { AppId = "host", Network = new SidecarNetwork() } : new SidecarOptions { AppId = "host", RegistryFolder = _registry };

    private async Task<Sidecar> StartAsync(SidecarOptions options)
    {
        var sidecar = await StreamHost.StartSidecarAsync(options);
        _started.Add(sidecar);
        return sidecar;
    }

    private async Task<StreamHost> OpenAsync(Sidecar sidecar, string name, Func<Event, Task>? before = null)
    {
        var registration = new SubscribeActorEventsRequestInitialAlpha1 { Entities = { "Cart" }, DrainOngoingCallTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(20)) };
        var host = await StreamHost.OpenAsync(sidecar, registration, async received =>
        {
            if (before is not null && received.InvokeRequest is not null)
                await before(received);
            return StreamHost.Done(received, name);
        });
        _started.Add(host);
        return host;
    }

    /// <summary>Who answers for each of the actors.</summary>
    private static async Task<List<string>> AnswersAsync(Sidecar sidecar)
    {
        var answers = new List<string>();
        for (var id = 0; id < Actors; id++)
            answers.Add(await CallAsync(sidecar, id, "who"));
        return answers;
    }

    private static async Task<string> CallAsync(Sidecar sidecar, int id, string method)
    {
        using var caller = new GrpcCaller(sidecar);
        var answer = await caller.Client.InvokeActorAsync(new InvokeActorRequest { ActorType = "Cart", ActorId = $"{id}", Method = method }, deadline: DateTime.UtcNow + HostingApp.Limit);
        return answer.Data.ToStringUtf8();
    }
}
