using YamlDotNet.RepresentationModel;

namespace DaprShop.Tests.EndToEnd.AccessControl;

/// <summary>Who may call what on a cluster: the access control of every app's Configuration under k8s/.</summary>
internal sealed class AccessPolicies
{
    private readonly Dictionary<string, Dictionary<string, List<Operation>>> _callees;

    private AccessPolicies(Dictionary<string, Dictionary<string, List<Operation>>> callees) => _callees = callees;

    /// <summary>Every operation that is allowed, with whom it is allowed and at which app.</summary>
    public IEnumerable<(string Caller, string Callee, Operation Operation)> Allowed =>
        from callee in _callees from caller in callee.Value from operation in caller.Value where operation.IsAllowed select (caller.Key, callee.Key, operation);

    public IEnumerable<string> Callees => _callees.Keys;

    /// <exception cref="InvalidOperationException">An app's access control does not begin with a refusal.</exception>
    public static AccessPolicies Read() => new(Directory.EnumerateFiles(Path.Combine(Repository.Root, "k8s"), "*.yaml", SearchOption.AllDirectories)
        .SelectMany(Documents).Where(document => Text(document, "kind") == "Configuration" && Child(document, "spec", "accessControl") is not null)
        .ToDictionary(document => Text(Child(document, "metadata")!, "name"), document => Callers(Child(document, "spec", "accessControl")!)));

    /// <summary>Whether Dapr would let a call through.</summary>
    public bool Allow(ServiceCall call) =>
        _callees.TryGetValue(call.Callee, out var callers) && callers.TryGetValue(call.Caller, out var operations)
        && new OperationTree(operations).Find(call.Path) is { IsAllowed: true } operation && operation.Verbs.Contains(call.Verb);

    private static Dictionary<string, List<Operation>> Callers(YamlMappingNode control)
    {
        RequireDeny(control);
        return Items(control, "policies").ToDictionary(policy => Text(policy, "appId"), policy =>
        {
            RequireDeny(policy);
            return Items(policy, "operations").Select(operation => new Operation(
                Text(operation, "name"), [.. ((YamlSequenceNode)operation["httpVerb"]).Select(verb => ((YamlScalarNode)verb).Value!)], Text(operation, "action") == "allow")).ToList();
        });
    }

    private static void RequireDeny(YamlMappingNode node)
    {
        if (Text(node, "defaultAction") != "deny")
            throw new InvalidOperationException("defaultAction is not deny");
    }

    private static IEnumerable<YamlMappingNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(file);
        stream.Load(reader);
        return stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>();
    }

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var items) ? ((YamlSequenceNode)items).Cast<YamlMappingNode>() : [];

    private static YamlMappingNode? Child(YamlMappingNode node, params string[] path) =>
        path.Aggregate((YamlMappingNode?)node, (parent, name) => parent is not null && parent.Children.TryGetValue(name, out var child) ? child as YamlMappingNode : null);

    private static string Text(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var text) ? ((YamlScalarNode)text).Value ?? "" : "";
}
