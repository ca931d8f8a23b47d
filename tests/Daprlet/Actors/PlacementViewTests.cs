using Daprlet.Actors;
using Daprlet.Actors.Placement;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Which types count as moving when hosts come and go.</summary>
public sealed class PlacementViewTests
{
    private static readonly PlacementView Start = PlacementView.Start("one");

    private readonly ActorHost _one = Host("one", "Cart", "Order");
    private readonly ActorHost _two = Host("two", "Cart");
    private long _version;

    [Fact]
    public void Types_whose_hosts_change_move_until_all_hosts_follow_and_others_do_not()
    {
        var view = Start.Follow(Of(_one)).Settle().Follow(Of(_one, _two));
        Assert.Equal(["Cart"], view.Moving);

        Assert.Empty(view.Settle().Moving);
        Assert.Equal(["Cart"], view.Settle().Follow(Of(_one)).Moving);
    }

    [Fact]
    public void Changes_that_follow_each_other_are_one_move()
    {
        var view = Start.Follow(Of(_one)).Settle().Follow(Of(_one, Host("three", "Order"))).Follow(Of(_one, _two));

        Assert.Equal(["Cart", "Order"], view.Moving.Order());
        Assert.True(view.IsMoving("Order"));
    }

    [Fact]
    public void A_first_host_waits_for_its_membership_and_a_last_one_for_nothing()
    {
        var first = Start.Follow(Of(_one));
        Assert.Equal(["Cart", "Order"], first.Moving.Order());

        Assert.Empty(first.Settle().Follow(Of()).Moving);
    }

    [Fact]
    public void A_host_that_announces_the_same_types_again_moves_nothing() =>
        Assert.Empty(Start.Follow(Of(_one, _two)).Settle().Follow(Of(_two, _one)).Moving);

    [Fact]
    public void Held_types_move_on_although_all_hosts_follow_and_their_actors_have_a_host() =>
        Assert.Multiple(
            () => Assert.Equal(["Cart"], Start.Follow(Of(_one)).Settle("Cart").Moving),
            () => Assert.True(Start.Follow(Of(_one)).Settle("Cart").IsMine(new ActorAddress("Cart", "1"))));

    [Fact]
    public void A_host_that_has_left_waits_for_no_move() => Assert.Empty(Start.Follow(Of(_one)).Settle().Follow(Of(_one, _two)).Release().Moving);

    private Membership Of(params ActorHost[] hosts) => new(++_version, hosts);

    private static ActorHost Host(string id, params string[] types) => new(id, "default", types, 0, new SilentApp());
}
