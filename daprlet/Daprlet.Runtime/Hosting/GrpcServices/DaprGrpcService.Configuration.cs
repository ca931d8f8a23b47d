using Daprlet.Configuration;
using Daprlet.Grpc.Runtime.V1;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required ConfigurationGrpcService Configuration { private get; init; }

    public override Task<GetConfigurationResponse> GetConfiguration(GetConfigurationRequest request, ServerCallContext context) => Configuration.GetAsync(request, context);

    public override Task<GetConfigurationResponse> GetConfigurationAlpha1(GetConfigurationRequest request, ServerCallContext context) => GetConfiguration(request, context);

    public override Task SubscribeConfiguration(SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context) =>
        Configuration.SubscribeAsync(request, responseStream, context);

    public override Task SubscribeConfigurationAlpha1(SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context) =>
        SubscribeConfiguration(request, responseStream, context);

    public override Task<UnsubscribeConfigurationResponse> UnsubscribeConfiguration(UnsubscribeConfigurationRequest request, ServerCallContext context) => Configuration.UnsubscribeAsync(request);

    public override Task<UnsubscribeConfigurationResponse> UnsubscribeConfigurationAlpha1(UnsubscribeConfigurationRequest request, ServerCallContext context) => UnsubscribeConfiguration(request, context);
}
