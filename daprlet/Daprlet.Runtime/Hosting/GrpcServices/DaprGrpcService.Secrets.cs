using Daprlet.Grpc.Runtime.V1;
using Daprlet.Secrets;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required SecretsGrpcService Secrets { private get; init; }

    public override Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context) => Secrets.GetAsync(request, context);

    public override Task<GetBulkSecretResponse> GetBulkSecret(GetBulkSecretRequest request, ServerCallContext context) => Secrets.GetBulkAsync(request, context);
}
