using Daprlet.Components.Configuration;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Grpc.Core;
using WireItem = Daprlet.Grpc.Common.V1.ConfigurationItem;

namespace Daprlet.Configuration;

/// <summary>The configuration building block over gRPC. A subscription is a stream and ends with it.</summary>
internal sealed class ConfigurationGrpcService(ConfigurationService configuration)
{
    public async Task<GetConfigurationResponse> GetAsync(GetConfigurationRequest request, ServerCallContext context)
    {
        var items = (await configuration.GetAsync(request.StoreName, new ConfigurationRequest([.. request.Keys], request.Metadata.AsReadOnly()), context.CancellationToken)).OrThrow();
        return new GetConfigurationResponse { Items = { items.ToDictionary(item => item.Key, item => ToMessage(item.Value)) } };
    }

    /// <summary>Sends the subscription's id, then changes, until the client goes, somebody unsubscribes, the store goes or the sidecar stops.</summary>
    public async Task SubscribeAsync(SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> stream, ServerCallContext context)
    {
        var subscriber = new Subscriber(stream);
        var asked = new ConfigurationRequest([.. request.Keys], request.Metadata.AsReadOnly());
        var subscription = (await configuration.SubscribeAsync(request.StoreName, asked, subscriber, context.CancellationToken)).OrThrow();
        try
        {
            await subscriber.BeginAsync(subscription.Id);
            await subscription.Ended.WaitAsync(context.CancellationToken);
        }
        finally
        {
            await configuration.EndAsync(subscription.Id);
        }
    }

    /// <summary>What goes wrong is an answer here, not an error.</summary>
    public async Task<UnsubscribeConfigurationResponse> UnsubscribeAsync(UnsubscribeConfigurationRequest request) => await configuration.EndAsync(request.Id)
        ? new UnsubscribeConfigurationResponse { Ok = true }
        : new UnsubscribeConfigurationResponse { Message = ConfigurationErrors.Unsubscribe(request.Id, "subscription does not exist").Message };

    /// <summary>A deleted key comes with an empty item.</summary>
    private static WireItem ToMessage(ConfigurationItem item) =>
        new() { Value = item.Value, Version = item.Version, Metadata = { item.Metadata.ToDictionary() } };

    /// <summary>Sends changes once the client knows the subscription's id.</summary>
    private sealed class Subscriber(IServerStreamWriter<SubscribeConfigurationResponse> stream) : IConfigurationSubscriber
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task BeginAsync(string id)
        {
            await stream.WriteAsync(new SubscribeConfigurationResponse { Id = id });
            _begun.SetResult();
        }

        public async Task UpdateAsync(ConfigurationUpdate update, CancellationToken cancellationToken)
        {
            await _begun.Task.WaitAsync(cancellationToken);
            await stream.WriteAsync(new SubscribeConfigurationResponse { Id = update.SubscriptionId, Items = { [update.Key] = ToMessage(update.Item) } }, cancellationToken);
        }
    }
}
