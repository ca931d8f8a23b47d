using System.Collections.Frozen;

namespace Daprlet.Actors.Placement;

/// <summary>The hosts of a namespace at one moment. Which of them an actor is placed on follows from this alone.</summary>
internal sealed class Membership
{
    private readonly FrozenDictionary<string, ActorHost[]> _byType;

    /// <param name="version">Grows with every host that comes, goes, or changes its types.</param>
    public Membership(long version, IReadOnlyList<ActorHost> hosts)
    {
        (Version, Hosts) = (version, hosts);
        _byType = hosts.SelectMany(host => host.Types.Select(type => (Type: type, Host: host)))
            .GroupBy(pair => pair.Type, pair => pair.Host, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    public static Membership Empty { get; } = new(0, []);

    public long Version { get; }

    public IReadOnlyList<ActorHost> Hosts { get; }

    /// <summary>Whether every host follows it, so that nobody runs an actor any more that it has placed elsewhere.</summary>
    public bool IsSettled => Hosts.All(host => host.Acknowledged >= Version);

    /// <summary>What a host hosts; nothing when it is not known.</summary>
    public IReadOnlyList<string> TypesOf(string hostId) => Hosts.FirstOrDefault(host => host.Id == hostId)?.Types ?? [];

    /// <summary>The types whose hosts another membership does not have likewise, but for those that nobody hosts any more.</summary>
    public IEnumerable<string> TypesChangedSince(Membership earlier) => _byType.Keys.Where(type => !HostsOf(type).SetEquals(earlier.HostsOf(type)));

    public bool HasType(string type) => _byType.ContainsKey(type);

    public bool Has(string hostId) => Hosts.Any(host => host.Id == hostId);

    /// <summary>The host that the actor is placed on; null when nobody hosts its type.</summary>
    public ActorHost? OwnerOf(ActorAddress actor)
    {
        if (!_byType.TryGetValue(actor.Type, out var hosts))
            return null;
        if (hosts.Length == 1)
            return hosts[0];
        var key = RendezvousHash.Of(actor);
        return hosts.MaxBy(host => (RendezvousHash.Weight(key, host.Hash), host.Id));
    }

    private HashSet<string> HostsOf(string type) => _byType.TryGetValue(type, out var hosts) ? [.. hosts.Select(host => host.Id)] : [];
}
