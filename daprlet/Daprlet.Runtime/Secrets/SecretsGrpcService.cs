using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Grpc.Core;

namespace Daprlet.Secrets;

/// <summary>The secrets building block over gRPC. Its errors have no details.</summary>
internal sealed class SecretsGrpcService(SecretReader secrets)
{
    public async Task<GetSecretResponse> GetAsync(GetSecretRequest request, ServerCallContext context)
    {
        var secret = (await secrets.GetAsync(request.StoreName, request.Key, request.Metadata.AsReadOnly(), context.CancellationToken)).OrThrowPlain();
        return new GetSecretResponse { Data = { secret.ToDictionary() } };
    }

    public async Task<GetBulkSecretResponse> GetBulkAsync(GetBulkSecretRequest request, ServerCallContext context)
    {
        var all = (await secrets.GetAllAsync(request.StoreName, request.Metadata.AsReadOnly(), context.CancellationToken)).OrThrowPlain();
        return new GetBulkSecretResponse { Data = { all.ToDictionary(item => item.Key, item => new SecretResponse { Secrets = { item.Value.ToDictionary() } }) } };
    }
}
