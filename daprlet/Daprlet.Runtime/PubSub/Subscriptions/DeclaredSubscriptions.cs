using System.Text.Json.Nodes;
using Daprlet.Expressions;
using Daprlet.Resources;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>A Subscription resource.</summary>
/// <param name="Text">All of the resource, to tell whether it has changed.</param>
internal sealed record DeclaredSubscription(string Text, Subscription Subscription);

/// <summary>The Subscription resources that are meant for an app (<c>dapr.io/v1alpha1</c> with one route, <c>dapr.io/v2alpha1</c> with rules).</summary>
internal static class DeclaredSubscriptions
{
    private const string V1 = "dapr.io/v1alpha1";
    private const string V2 = "dapr.io/v2alpha1";

    /// <param name="onBroken">Told of every resource that cannot be decoded, which is passed over.</param>
    /// <exception cref="ResourceException">A rule is not an expression.</exception>
    public static IReadOnlyList<DeclaredSubscription> Read(IEnumerable<ResourceDocument> documents, string appId, Action<ResourceException> onBroken) =>
        [.. ForApp(documents, appId, onBroken).Select(read => new DeclaredSubscription(read.Document.Root.ToJsonString(), Decode(read.Document.File, read.Manifest)))];

    /// <summary>What is wrong with the resources, for those who want to know before they start.</summary>
    public static IReadOnlyList<ResourceException> FindProblems(IEnumerable<ResourceDocument> documents, string appId)
    {
        var problems = new List<ResourceException>();
        foreach (var (document, manifest) in ForApp(documents, appId, problems.Add))
        {
            try
            {
                Decode(document.File, manifest);
            }
            catch (ResourceException e)
            {
                problems.Add(e);
            }
        }
        return problems;
    }

    private static List<(ResourceDocument Document, SubscriptionManifest Manifest)> ForApp(IEnumerable<ResourceDocument> documents, string appId, Action<ResourceException> onBroken)
    {
        var subscriptions = documents.Where(document => document.Kind == "Subscription").ToLookup(document => document.ApiVersion);
        var read = new List<(ResourceDocument, SubscriptionManifest)>();
        foreach (var document in InOrder([.. subscriptions[V2].Concat(subscriptions[V1])]))
        {
            try
            {
                var manifest = document.Decode<SubscriptionManifest>();
                if (ResourceSet.InScope(manifest.Scopes, appId))
                    read.Add((document, manifest));
            }
            catch (ResourceException e)
            {
                onBroken(e);
            }
        }
        return read;
    }

    /// <summary>The Subscriptions whose <c>scopes</c> stand under <c>spec</c>, where they restrict nothing.</summary>
    public static IEnumerable<ResourceDocument> WithMisplacedScopes(IEnumerable<ResourceDocument> documents) =>
        documents.Where(document => document.Kind == "Subscription" && document.Root.Any(field => Is(field.Key, "spec") && field.Value is JsonObject spec && spec.Any(part => Is(part.Key, "scopes"))));

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Dapr's order: it sorts by insertion, and lets a document go first whose file comes first, or else whose place in its file is the lesser.
    /// Of several subscriptions to one topic the first counts, so the order matters.
    /// </summary>
    private static List<ResourceDocument> InOrder(List<ResourceDocument> documents)
    {
        for (var i = 1; i < documents.Count; i++)
        {
            for (var j = i; j > 0 && GoesFirst(documents[j], documents[j - 1]); j--)
                (documents[j - 1], documents[j]) = (documents[j], documents[j - 1]);
        }
        return documents;
    }

    private static bool GoesFirst(ResourceDocument one, ResourceDocument other) =>
        string.CompareOrdinal(one.File, other.File) < 0 || one.Position < other.Position;

    private static Subscription Decode(string file, SubscriptionManifest manifest)
    {
        try
        {
            return manifest.Spec.ToSubscription(SubscriptionKind.Declarative);
        }
        catch (ExpressionException e)
        {
            throw new ResourceException(file, manifest.Metadata.Name, e.Message, e);
        }
    }

    private sealed record SubscriptionManifest
    {
        public ResourceName Metadata { get; init; } = new();

        public SubscriptionDocument Spec { get; init; } = new();

        public IReadOnlyList<string> Scopes { get; init; } = [];
    }
}
