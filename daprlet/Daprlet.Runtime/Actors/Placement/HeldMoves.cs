using Daprlet.Sidecars;

namespace Daprlet.Actors.Placement;

/// <summary>The moves that last longer than they would, by a fault for tests (<see cref="SidecarFaults.HeldActorMoves"/>). For one thread at a time.</summary>
internal sealed class HeldMoves(SidecarFaults faults, TimeProvider time)
{
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    /// <summary>When the next of them ends; null when there is none.</summary>
    public DateTimeOffset? NextEnd => _ends.Count > 0 ? _ends.Values.Min() : null;

    /// <summary>A move begins. The first host of a type gets its actors from nobody: that is none.</summary>
    public void Begin(Membership from, Membership to)
    {
        foreach (var type in to.TypesChangedSince(from).Where(from.HasType))
        {
            if (faults.HoldOf(type) is var hold && hold > TimeSpan.Zero)
                _ends[type] = time.GetUtcNow() + hold;
        }
    }

    /// <summary>The types that are held at this moment.</summary>
    public IReadOnlySet<string> Types()
    {
        var now = time.GetUtcNow();
        foreach (var (type, end) in _ends)
        {
            if (end <= now)
                _ends.Remove(type);
        }
        return _ends.Keys.ToHashSet(StringComparer.Ordinal);
    }

    public void End() => _ends.Clear();
}
