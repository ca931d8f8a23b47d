namespace Daprlet.Actors.Placement;

/// <summary>The hosts of actors in one process.</summary>
internal sealed class HostBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ActorHost> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Membership> _memberships = new(StringComparer.Ordinal);
    private long _version;

    public event Action? Changed;

    public Membership Read(string @namespace)
    {
        lock (_lock)
        {
            if (!_memberships.TryGetValue(@namespace, out var membership))
                _memberships[@namespace] = membership = new Membership(_version, [.. _hosts.Values.Where(host => host.Namespace == @namespace)]);
            return membership;
        }
    }

    /// <summary>Adds a host, or changes its types.</summary>
    public void Put(ActorHost host)
    {
        lock (_lock)
        {
            _hosts[host.Id] = host;
            _version++;
            _memberships.Clear();
        }
        Changed?.Invoke();
    }

    public void Acknowledge(string id, long version)
    {
        lock (_lock)
        {
            if (!_hosts.TryGetValue(id, out var host))
                return;
            _hosts[id] = host with { Acknowledged = version };
            _memberships.Clear();
        }
        Changed?.Invoke();
    }

    public void Remove(string id)
    {
        lock (_lock)
        {
            if (!_hosts.Remove(id, out var host))
                return;
            if (host.Types.Count > 0)
                _version++;
            _memberships.Clear();
        }
        Changed?.Invoke();
    }
}
