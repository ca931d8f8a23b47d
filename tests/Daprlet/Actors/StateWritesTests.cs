using Daprlet.Actors;
using Daprlet.Actors.Configuration;
using Daprlet.Actors.Hosting;
using Daprlet.Actors.Placement;
using Daprlet.Actors.State;
using Daprlet.Actors.Turns;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>An actor does not leave a host before the writes of its state have ended, and nothing is written afterwards.</summary>
public sealed class StateWritesTests
{
    private static readonly ActorAddress Actor = new("Cart", "1");

    private readonly StateWrites _writes = new();
    private TaskCompletionSource _viewChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PlacementView _view = PlacementView.Start("one").Follow(Of("one")).Settle();

    [Fact]
    public async Task Closing_waits_for_the_writes_under_way_and_lets_none_begin()
    {
        var (one, two) = (_writes.TryBegin()!, _writes.TryBegin()!);
        var closed = _writes.CloseAsync();
        Assert.Null(_writes.TryBegin());

        one.Dispose();
        Assert.False(closed.IsCompleted);
        two.Dispose();
        await closed.WaitAsync(HostingApp.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Without_a_write_under_way_closing_waits_for_nothing()
    {
        _writes.TryBegin()!.Dispose();

        Assert.True(_writes.CloseAsync().IsCompleted);
    }

    [Fact]
    public async Task An_actor_is_given_up_after_the_write_that_is_under_way()
    {
        using var actors = Host();
        await ActivateAsync(actors);
        var write = await actors.BeginWriteAsync(Actor, TestContext.Current.CancellationToken);

        Set(_view.Follow(Of("two")));
        var givenUp = actors.GiveUpAsync();
        Assert.False(givenUp.IsCompleted);
        write!.Dispose();
        await givenUp.WaitAsync(HostingApp.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_write_that_waited_while_its_actor_went_and_came_back_is_refused()
    {
        using var actors = Host();
        await ActivateAsync(actors);
        Set(_view.Follow(Of("two")));
        var write = actors.BeginWriteAsync(Actor, TestContext.Current.CancellationToken).AsTask();
        await actors.GiveUpAsync();
        Set(_view.Follow(Of("one")));
        Assert.False(write.IsCompleted);

        Set(_view.Settle());
        await ActivateAsync(actors);

        Assert.Null(await write);
        Assert.NotNull(await actors.BeginWriteAsync(Actor, TestContext.Current.CancellationToken));
    }

    private LocalActors Host() => new(new SilentApp(), TimeProvider.System)
    {
        View = () => _view,
        Moves = new MoveQueue(() => _view, () => _viewChanged.Task, _ => HostingApp.Limit, TimeProvider.System),
        HoldsLease = () => true,
        Types = new Dictionary<string, ActorTypeSettings> { ["Cart"] = new() },
    };

    private static async Task ActivateAsync(LocalActors actors) =>
        Assert.Equal(TurnOutcome.Entered, (await actors.RunAsync(Actor, null, (_, _) => Task.FromResult(true), TestContext.Current.CancellationToken)).Outcome);

    private void Set(PlacementView view)
    {
        _view = view;
        Interlocked.Exchange(ref _viewChanged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private static Membership Of(string host) => new(1, [new ActorHost(host, "default", ["Cart"], 1, new SilentApp())]);
}
