using Daprlet.Actors;
using Daprlet.Actors.Placement;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Hosts that come, go and follow the membership in any order never have an actor in common.</summary>
public sealed class PlacementProtocolTests
{
    private const int Hosts = 4;

    private static readonly ActorAddress[] Actors = [.. Enumerable.Range(0, 12).Select(id => new ActorAddress("Cart", $"{id}"))];

    [Fact]
    public void No_actor_is_ever_on_two_hosts()
    {
        var steps = (from host in Gen.Choose(0, Hosts - 1) from kind in Gen.Elements(Enum.GetValues<StepKind>()) select new Step(host, kind)).ListOf(200);
        foreach (var history in Gen.Sample(steps, 300))
        {
            var model = new Model();
            foreach (var step in history)
                model.Play(step);
        }
    }

    [Fact]
    public void When_all_have_caught_up_every_actor_is_on_one_host()
    {
        var model = new Model();
        for (var host = 0; host < Hosts; host++)
            model.Play(new Step(host, StepKind.Announce));
        for (var round = 0; round < 3; round++)
        {
            for (var host = 0; host < Hosts; host++)
            {
                model.Play(new Step(host, StepKind.Follow));
                model.Play(new Step(host, StepKind.Acknowledge));
                model.Play(new Step(host, StepKind.Settle));
            }
        }

        Assert.All(Actors, actor => Assert.Equal(1, model.HostsOf(actor)));
    }

    [Fact]
    public void A_host_that_goes_moves_its_own_actors_only()
    {
        var hosts = Enumerable.Range(0, Hosts).Select(host => new ActorHost($"host-{host}", "default", ["Cart"], 0, new Nobody())).ToList();
        var (before, after) = (new Membership(1, hosts), new Membership(2, hosts[1..]));
        var actors = Enumerable.Range(0, 4000).Select(id => new ActorAddress("Cart", $"{id}")).ToList();

        Assert.All(actors.Where(actor => before.OwnerOf(actor) != hosts[0]), actor => Assert.Equal(before.OwnerOf(actor), after.OwnerOf(actor)));
        Assert.All(hosts, host => Assert.InRange(actors.Count(actor => before.OwnerOf(actor) == host), 800, 1200));
    }

    private enum StepKind
    {
        Announce,
        AnnounceNothing,
        TakenForDead,
        Follow,
        Acknowledge,
        Settle,
    }

    private sealed record Step(int Host, StepKind Kind);

    /// <summary>A board and hosts that take each step of <see cref="ActorPlacement"/> whenever they are told to.</summary>
    private sealed class Model
    {
        private readonly HostBoard _board = new();
        private readonly PlacementView[] _views = [.. Enumerable.Range(0, Hosts).Select(host => PlacementView.Start($"{host}"))];
        private readonly bool[] _isDead = new bool[Hosts];

        public void Play(Step step)
        {
            var id = $"{step.Host}";
            var now = _board.Read("default");
            var view = _views[step.Host];
            switch (step.Kind)
            {
                case StepKind.Announce or StepKind.AnnounceNothing when now.Version == view.Current.Version:
                    _board.Put(new ActorHost(id, "default", step.Kind == StepKind.Announce ? ["Cart"] : [], view.Current.Version, new Nobody()));
                    _isDead[step.Host] = false;
                    break;
                case StepKind.TakenForDead:
                    _isDead[step.Host] = now.Has(id) || _isDead[step.Host];
                    _board.Remove(id);
                    break;
                case StepKind.Follow when now.Version != view.Current.Version:
                    _views[step.Host] = view.Follow(now);
                    break;
                case StepKind.Acknowledge when now.Has(id):
                    _board.Acknowledge(id, view.Current.Version);
                    break;
                case StepKind.Settle when now.Version == view.Current.Version && now.IsSettled:
                    _views[step.Host] = view.Settle();
                    break;
            }
            Assert.All(Actors, actor => Assert.True(HostsOf(actor) <= 1, $"{actor} is on several hosts after {step}"));
        }

        /// <summary>How many hosts take turns for an actor; one that was taken for dead has lost its lease and takes none.</summary>
        public int HostsOf(ActorAddress actor) => Enumerable.Range(0, Hosts).Count(host => !_isDead[host] && _views[host].IsMine(actor));
    }

    private sealed class Nobody : IActorPeer
    {
        public Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
