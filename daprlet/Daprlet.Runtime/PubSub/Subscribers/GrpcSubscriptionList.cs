using Daprlet.Apps;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Resiliency;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.PubSub.Subscribers;

/// <summary>Asks an app over gRPC for its subscriptions, <c>ListTopicSubscriptions</c>.</summary>
internal sealed class GrpcSubscriptionList(GrpcAppChannel app)
{
    private static readonly SubscriptionRule EmptyPath = new("", null, "");

    /// <inheritdoc cref="IAppSubscriber.ListAsync"/>
    public async Task<IReadOnlyList<Subscription>> AskAsync(Policy policy, CancellationToken cancellationToken) =>
        [.. (await policy.RunAsync(ReadAsync, cancellationToken)).Subscriptions.Select(ToSubscription)];

    private async Task<ListTopicSubscriptionsResponse> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await app.CallAsync(options => app.Callback.ListTopicSubscriptionsAsync(new Empty(), options), null, cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return new ListTopicSubscriptionsResponse();
        }
    }

    private static Subscription ToSubscription(TopicSubscription listed)
    {
        var subscription = new SubscriptionDocument
        {
            PubSubName = listed.PubsubName,
            Topic = listed.Topic,
            Routes = new RoutesDocument { Rules = [.. (listed.Routes?.Rules ?? []).Select(rule => new RuleDocument { Match = rule.Match, Path = rule.Path })], Default = listed.Routes?.Default },
            Metadata = listed.Metadata.ToDictionary(),
            DeadLetterTopic = listed.DeadLetterTopic,
            BulkSubscribe = ToDocument(listed.BulkSubscribe),
        }.ToSubscription(SubscriptionKind.Programmatic);
        // Without a path, which an app over HTTP must name, every event goes to the empty one.
        return subscription.Rules.Count > 0 ? subscription : subscription with { Rules = [EmptyPath] };
    }

    private static BulkSubscribeDocument? ToDocument(BulkSubscribeConfig? bulk) =>
        bulk is null ? null : new BulkSubscribeDocument { Enabled = bulk.Enabled, MaxMessagesCount = bulk.MaxMessagesCount, MaxAwaitDurationMs = bulk.MaxAwaitDurationMs };
}
