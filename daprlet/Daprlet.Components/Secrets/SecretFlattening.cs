using System.Text.Json;

namespace Daprlet.Components.Secrets;

/// <summary>How Dapr makes secrets out of a JSON file. Where two paths give one name, the first value stays; of a repeated member the last one counts.</summary>
/// <param name="separator">Stands between the names of nested members, <c>redis:password</c>.</param>
internal sealed class SecretFlattening(string separator)
{
    /// <summary>Every leaf is a secret of one value, named by its path; the place in a list is a name too.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, string>> Single(JsonElement root) =>
        Leaves(root).ToDictionary(leaf => leaf.Key, IReadOnlyDictionary<string, string> (leaf) => new Dictionary<string, string> { [leaf.Key] = leaf.Value });

    /// <summary>Every object is a secret of several values, its own leaves; every text one of a single value; anything else is dropped.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, string>> Grouped(JsonElement root)
    {
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var (name, value) in Members(root))
        {
            if (value.ValueKind == JsonValueKind.Object)
                secrets[name] = Leaves(value);
            else if (value.ValueKind == JsonValueKind.String)
                secrets[name] = new Dictionary<string, string> { [name] = value.GetString()! };
        }
        return secrets;
    }

    private Dictionary<string, string> Leaves(JsonElement root)
    {
        var leaves = new Dictionary<string, string>();
        Visit(root, "", leaves);
        return leaves;
    }

    private void Visit(JsonElement value, string path, Dictionary<string, string> leaves)
    {
        var children = value.ValueKind switch
        {
            JsonValueKind.Object => Members(value),
            JsonValueKind.Array => value.EnumerateArray().Select((item, index) => KeyValuePair.Create($"{index}", item)),
            _ => null,
        };
        if (children is null)
        {
            leaves.TryAdd(path, GoText.Of(value));
            return;
        }
        var prefix = path.Length == 0 ? "" : path + separator;
        foreach (var (name, child) in children)
            Visit(child, prefix + name, leaves);
    }

    private static Dictionary<string, JsonElement> Members(JsonElement json)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in json.EnumerateObject())
            members[member.Name] = member.Value;
        return members;
    }
}
