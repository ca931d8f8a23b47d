using System.Collections.Frozen;

namespace Daprlet.Actors.Placement;

/// <summary>
/// What a host goes by: the membership that it follows and, as long as not every other host follows that one, those before it. An actor is this
/// host's only if all of them say so: then no other host can have it, however many changes come at once.
/// </summary>
internal sealed class PlacementView
{
    private readonly string _self;
    private readonly IReadOnlyList<Membership> _since;
    private readonly FrozenSet<string> _moving;

    private PlacementView(string self, IReadOnlyList<Membership> since, IEnumerable<string> moving) =>
        (_self, _since, _moving) = (self, since, moving.ToFrozenSet(StringComparer.Ordinal));

    public static PlacementView Start(string self) => new(self, [Membership.Empty], []);

    public Membership Current => _since[^1];

    public bool IsSettled => _since.Count == 1;

    /// <summary>The types whose actors are about to move between hosts, or to get their first host.</summary>
    public IReadOnlySet<string> Moving => _moving;

    public bool IsMoving(string type) => _moving.Contains(type);

    /// <summary>Whether the host may run the actor.</summary>
    public bool IsMine(ActorAddress actor)
    {
        foreach (var membership in _since)
        {
            if (membership.OwnerOf(actor)?.Id != _self)
                return false;
        }
        return true;
    }

    public PlacementView Follow(Membership next) => new(_self, [.. _since, next], _moving.Concat(next.TypesChangedSince(Current)));

    /// <summary>Whatever moves, this host does not wait for it.</summary>
    public PlacementView Release() => new(_self, _since, []);

    /// <summary>Every host follows the newest membership: what it gives to this one is this one's.</summary>
    /// <param name="held">The types that go on to count as moving.</param>
    public PlacementView Settle(params IEnumerable<string> held) => new(_self, [Current], held);
}
