using System.Text.RegularExpressions;

namespace DaprShop.Tests.EndToEnd.AccessControl;

/// <summary>
/// The operations of an access control policy, found as Dapr finds them (dapr/dapr 1.18, pkg/config/acl_trie.go): a name without a wildcard stands
/// for all below it too, <c>*</c> for one last segment, <c>**</c> for one segment and at the end for any number; of those that fit the first counts.
/// </summary>
internal sealed class OperationTree
{
    private readonly Node _root = new("");

    public OperationTree(IEnumerable<Operation> operations)
    {
        foreach (var operation in operations)
            Add(operation);
    }

    /// <summary>The operation that decides about a path, or null.</summary>
    public Operation? Find(string path)
    {
        var node = _root;
        var segments = Segments(path);
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (node.Below(segments[i], isLast) is not { } next)
                return null;
            node = next;
            if (node.Operation is not null)
                return node.Operation;
        }
        return node.Below("*", isLast: true)?.Operation;
    }

    private void Add(Operation operation)
    {
        var node = _root;
        foreach (var segment in Segments(operation.Name))
        {
            var next = node.Children.Find(child => child.Segment == segment);
            if (next is null)
                node.Children.Add(next = new Node(segment));
            node = next;
        }
        node.Operation ??= operation;
    }

    private static string[] Segments(string path) => path.ToLowerInvariant().TrimStart('/').Split('/');

    private sealed class Node(string segment)
    {
        public string Segment => segment;

        public Operation? Operation { get; set; }

        public List<Node> Children { get; } = [];

        public Node? Below(string wanted, bool isLast) => Children.Find(child => child.Segment == wanted || (child.Segment == "*" ? isLast : child.Fits(wanted)));

        private bool Fits(string wanted) => segment.Contains('*', StringComparison.Ordinal) && Regex.IsMatch(wanted, $"^{Regex.Escape(segment).Replace(@"\*", ".*", StringComparison.Ordinal)}$");
    }
}

/// <summary>A path pattern and the verbs with which it may be called.</summary>
internal sealed record Operation(string Name, IReadOnlyList<string> Verbs, bool IsAllowed)
{
    public override string ToString() => $"{string.Join(' ', Verbs)} {Name}";
}
