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

    /// <exception cref="ResourceException">A resource cannot be decoded, or a rule is not an expression.</exception>
    public static IReadOnlyList<DeclaredSubscription> Read(IEnumerable<ResourceDocument> documents, string appId)
    {
        var subscriptions = documents.Where(document => document.Kind == "Subscription").ToLookup(document => document.ApiVersion);
        return [.. InOrder([.. subscriptions[V2].Concat(subscriptions[V1])])
            .Select(document => (Document: document, Manifest: document.Decode<SubscriptionManifest>()))
            .Where(read => ResourceSet.InScope(read.Manifest.Scopes, appId))
            .Select(read => new DeclaredSubscription(read.Document.Root.ToJsonString(), Decode(read.Document.File, read.Manifest)))];
    }

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
