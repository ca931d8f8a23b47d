using System.Text.Json;
using Daprlet.Expressions;
using Daprlet.PubSub.Bulk;
using Daprlet.PubSub.Delivery;
using Daprlet.Resiliency;
using Grpc.Core;

namespace Daprlet.PubSub.Subscribers;

/// <summary>The app as a subscriber: it says what it wants, and gets it.</summary>
internal interface IAppSubscriber : ISubscriber, IBulkSubscriber
{
    /// <summary>Asks the app for its subscriptions.</summary>
    /// <param name="policy">Repeats the question when the app cannot be reached.</param>
    /// <exception cref="HttpRequestException">An app over HTTP cannot be reached.</exception>
    /// <exception cref="RpcException">An app over gRPC cannot be reached, or answers with an error.</exception>
    /// <exception cref="JsonException">The answer cannot be read.</exception>
    /// <exception cref="ExpressionException">A rule is not an expression.</exception>
    Task<IReadOnlyList<Subscription>> ListAsync(Policy policy, CancellationToken cancellationToken);
}
