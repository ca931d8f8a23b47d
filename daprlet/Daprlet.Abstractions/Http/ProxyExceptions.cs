using System.Globalization;
using System.Net;

namespace Daprlet.Http;

/// <summary>Hosts that are called without a proxy: those of <c>NO_PROXY</c>, and this machine.</summary>
internal sealed class ProxyExceptions
{
    private readonly List<Func<string, IPAddress?, int, bool>> _rules = [];

    private ProxyExceptions()
    {
    }

    /// <param name="text">With commas between: <c>*</c> for all, addresses, networks such as <c>10.0.0.0/8</c>, and domains, which stand for all that end with them (with a dot or <c>*.</c> before, for those alone); a port may follow.</param>
    public static ProxyExceptions Parse(string text)
    {
        var exceptions = new ProxyExceptions();
        foreach (var entry in text.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            exceptions.Add(entry);
        return exceptions;
    }

    public bool Contain(Uri destination)
    {
        var host = destination.IdnHost.ToLowerInvariant().TrimEnd('.');
        _ = IPAddress.TryParse(host, out var address);
        if (address?.IsIPv4MappedToIPv6 is true)
            address = address.MapToIPv4();
        return host == "localhost" || address is not null && IPAddress.IsLoopback(address) || _rules.Exists(rule => rule(host, address, destination.Port));
    }

    private void Add(string entry)
    {
        if (entry == "*")
            _rules.Add((_, _, _) => true);
        else if (IPNetwork.TryParse(entry, out var network))
            _rules.Add((_, address, _) => address is not null && network.Contains(address));
        else if (Split(entry) is ({ Length: > 0 } host, var port))
            AddHost(host, port);
    }

    private void AddHost(string host, int? port)
    {
        if (IPAddress.TryParse(host, out var ours))
        {
            _rules.Add((_, address, asked) => ours.Equals(address) && (port ?? asked) == asked);
            return;
        }
        var isSuffixAlone = host.StartsWith('.') || host.StartsWith("*.", StringComparison.Ordinal);
        var suffix = "." + host.TrimStart('*').TrimStart('.');
        if (suffix.Length > 1)
            _rules.Add((asked, address, askedPort) => address is null && (port ?? askedPort) == askedPort && (asked.EndsWith(suffix, StringComparison.Ordinal) || !isSuffixAlone && asked == suffix[1..]));
    }

    private static (string Host, int? Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        if (IPAddress.TryParse(HostName.Bare(entry), out _) || colon < 0 || !int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return (HostName.Bare(entry), null);
        return (HostName.Bare(entry[..colon]), port);
    }
}
