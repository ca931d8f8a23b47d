using System.Text.Json.Nodes;

namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>Kubernetes' label selectors.</summary>
internal static class Selectors
{
    /// <summary>Whether a selector, with its <c>matchLabels</c> and <c>matchExpressions</c>, selects what has these labels. An empty one selects all.</summary>
    public static bool Selects(this JsonObject selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Texts("matchLabels").IsContainedIn(labels) && selector.Items("matchExpressions").All(expression => Holds(expression, labels));

    public static bool IsContainedIn(this IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> labels) =>
        wanted.All(label => labels.GetValueOrDefault(label.Key) == label.Value);

    private static bool Holds(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(expression.Text("key"));
        return expression.Text("operator") switch
        {
            "In" => value is not null && expression.Words("values").Contains(value),
            "NotIn" => value is null || !expression.Words("values").Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            var other => throw new InvalidOperationException($"there is no operator {other}"),
        };
    }
}
