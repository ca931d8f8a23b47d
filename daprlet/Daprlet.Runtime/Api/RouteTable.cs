namespace Daprlet.Api;

/// <summary>
/// The routes of a sidecar's API. They are matched on the escaped path, so that an escaped slash stays inside its parameter;
/// what no route matches falls through to service invocation, as in daprd.
/// </summary>
/// <param name="isOpen">Tells by its pattern whether a route exists at all.</param>
public sealed class RouteTable(Func<string, bool> isOpen)
{
    private readonly Dictionary<string, List<Route>> _byGroup = new(StringComparer.Ordinal);

    /// <summary>Adds a route.</summary>
    /// <param name="verbs">Verbs separated by commas, such as <c>POST,PUT</c>.</param>
    /// <param name="pattern">Such as <c>/v1.0/state/{store}/{key}</c>; a parameter is never empty, but for a last segment <c>{name...}</c>, which takes the rest of the path.</param>
    public void Map(string verbs, string pattern, Func<ApiContext, Task> handler)
    {
        if (!isOpen(pattern))
            return;
        var segments = pattern.Split('/')[1..];
        var group = GroupOf(segments);
        if (!_byGroup.TryGetValue(group, out var routes))
            _byGroup[group] = routes = [];
        routes.Add(new Route(verbs.Split(','), segments, handler));
    }

    /// <summary>The verbs that a cleaned, escaped path has routes for, in order.</summary>
    public IReadOnlyList<string> VerbsOf(string path)
    {
        var segments = path.Split('/')[1..];
        return [.. _byGroup.GetValueOrDefault(GroupOf(segments), []).Where(route => route.Match(segments) is not null).SelectMany(route => route.Verbs).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The route for a cleaned, escaped path with its parameters still escaped, or null.</summary>
    public (Func<ApiContext, Task> Handler, IReadOnlyList<KeyValuePair<string, string>> Parameters)? Find(string verb, string path)
    {
        if (!_byGroup.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(GroupOf(path), out var routes))
            return null;
        var segments = path.Split('/')[1..];
        foreach (var route in routes)
        {
            if (route.Verbs.Contains(verb) && route.Match(segments) is { } parameters)
                return (route.Handler, parameters);
        }
        return null;
    }

    /// <summary>The word after the version decides which few routes are looked at.</summary>
    private static string GroupOf(string[] segments) => segments.Length > 1 ? segments[1] : "";

    private static ReadOnlySpan<char> GroupOf(string path)
    {
        var afterVersion = path.AsSpan(Math.Min(1, path.Length));
        var start = afterVersion.IndexOf('/');
        if (start < 0)
            return [];
        var group = afterVersion[(start + 1)..];
        var end = group.IndexOf('/');
        return end < 0 ? group : group[..end];
    }

    private sealed record Route(string[] Verbs, string[] Pattern, Func<ApiContext, Task> Handler)
    {
        private readonly bool _takesRest = Pattern[^1].EndsWith("...}", StringComparison.Ordinal);

        public List<KeyValuePair<string, string>>? Match(string[] segments)
        {
            if (_takesRest ? segments.Length < Pattern.Length : segments.Length != Pattern.Length)
                return null;
            var parameters = new List<KeyValuePair<string, string>>(2);
            for (var i = 0; i < Pattern.Length; i++)
            {
                var expected = Pattern[i];
                if (expected[0] != '{')
                {
                    if (expected != segments[i])
                        return null;
                }
                else if (_takesRest && i == Pattern.Length - 1)
                {
                    parameters.Add(new(expected[1..^4], string.Join('/', segments[i..])));
                }
                else if (segments[i].Length == 0)
                {
                    return null;
                }
                else
                {
                    parameters.Add(new(expected[1..^1], segments[i]));
                }
            }
            return parameters;
        }
    }
}
