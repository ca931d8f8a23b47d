using Daprlet.Grpc.Runtime.V1;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

/// <summary>What Dapr answers where no component is configured; there are none of these kinds here.</summary>
internal sealed partial class DaprGrpcService
{
    public override Task<ConversationResponse> ConverseAlpha1(ConversationRequest request, ServerCallContext context) => throw NoConversation(request.Name);

    public override Task<ConversationResponseAlpha2> ConverseAlpha2(ConversationRequestAlpha2 request, ServerCallContext context) => throw NoConversation(request.Name);

    public override async Task EncryptAlpha1(IAsyncStreamReader<EncryptRequest> requestStream, IServerStreamWriter<EncryptResponse> responseStream, ServerCallContext context)
    {
        var options = await requestStream.MoveNext(context.CancellationToken) ? requestStream.Current.Options : null;
        throw NoCryptography(
            options is null ? MissingOptions
            : options.KeyName.Length == 0 ? "missing property 'keyName' in the options message"
            : options.KeyWrapAlgorithm.Length == 0 ? "missing property 'keyWrapAlgorithm' in the options message"
            : null);
    }

    public override async Task DecryptAlpha1(IAsyncStreamReader<DecryptRequest> requestStream, IServerStreamWriter<DecryptResponse> responseStream, ServerCallContext context)
    {
        var hasOptions = await requestStream.MoveNext(context.CancellationToken) && requestStream.Current.Options is not null;
        throw NoCryptography(hasOptions ? null : MissingOptions);
    }

    private const string MissingOptions = "first message does not contain the required options";

    private static RpcException NoConversation(string name) => new(new Status(StatusCode.InvalidArgument, $"failed finding conversation component {name}"));

    private static RpcException NoCryptography(string? problem) => new(problem is null
        ? new Status(StatusCode.Internal, "crypto providers not configured")
        : new Status(StatusCode.InvalidArgument, $"invalid request: {problem}"));
}
