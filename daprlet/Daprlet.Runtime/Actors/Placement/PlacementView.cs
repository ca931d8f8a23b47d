namespace Daprlet.Actors.Placement;

/// <summary>
/// What a host goes by: the membership that it follows and, as long as not every other host follows that one, those before it. An actor is this
/// host's only if all of them say so: then no other host can have it, however many changes come at once.
/// </summary>
internal sealed class PlacementView
{
    private readonly string _self;
    private readonly IReadOnlyList<Membership> _since;

    private PlacementView(string self, IReadOnlyList<Membership> since) => (_self, _since) = (self, since);

    public static PlacementView Start(string self) => new(self, [Membership.Empty]);

    public Membership Current => _since[^1];

    public bool IsSettled => _since.Count == 1;

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

    /// <summary>Whether the newest membership gives the actor to the host, though another one may still have it.</summary>
    public bool IsOfferedHere(ActorAddress actor) => Current.OwnerOf(actor)?.Id == _self;

    public PlacementView Follow(Membership next) => new(_self, [.. _since, next]);

    public PlacementView Settle() => new(_self, [Current]);
}
