using Daprlet.Expressions;
using Daprlet.Resources;

namespace Daprlet.PubSub;

/// <summary>The Subscription resources that are meant for an app (<c>dapr.io/v1alpha1</c> with one route, <c>dapr.io/v2alpha1</c> with rules).</summary>
internal static class DeclaredSubscriptions
{
    private const string V1 = "dapr.io/v1alpha1";
    private const string V2 = "dapr.io/v2alpha1";

    /// <exception cref="ResourceException">A resource cannot be decoded, or a rule is not an expression.</exception>
    public static IReadOnlyList<Subscription> Read(IEnumerable<ResourceDocument> documents, string appId)
    {
        var subscriptions = documents.Where(document => document.Kind == "Subscription").ToLookup(document => document.ApiVersion);
        return [.. subscriptions[V1].Concat(subscriptions[V2])
            .Select(document => (document.File, Manifest: document.Decode<SubscriptionManifest>()))
            .Where(read => ResourceSet.InScope(read.Manifest.Scopes, appId))
            .Select(read => Decode(read.File, read.Manifest))];
    }

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
