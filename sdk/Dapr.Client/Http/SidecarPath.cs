using System.Text;

namespace Dapr.Client;

/// <summary>
/// Path and query of a request to the sidecar. The sidecar splits the path before it decodes the segments, by the rules of query
/// strings (a plus sign is a space), and removes dot segments, so every character of a name that could mean something is escaped.
/// </summary>
internal sealed class SidecarPath
{
    private readonly StringBuilder _text = new();
    private char _separator = '?';

    public SidecarPath(string version, string api, params ReadOnlySpan<string> segments)
    {
        _text.Append('/').Append(version).Append('/').Append(api);
        foreach (var segment in segments)
            _text.Append('/').Append(Escape(segment));
    }

    public SidecarPath Query(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    /// <summary>Request metadata, which every building block takes as <c>metadata.{name}={value}</c>.</summary>
    public SidecarPath Metadata(IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        foreach (var (name, value) in metadata ?? [])
            Query($"metadata.{name}", value);

        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Escape(string segment)
    {
        var escaped = Uri.EscapeDataString(segment);
        return escaped.AsSpan().Trim('.').IsEmpty ? escaped.Replace(".", "%2E") : escaped;
    }
}
