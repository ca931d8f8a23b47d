using Daprlet.GrpcApi;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>Calls of services that are not the sidecar's own.</summary>
internal sealed class ServiceProxy : IGrpcFallback
{
    public Task HandleAsync(HttpContext http) =>
        GrpcFailure.AnswerAsync(http, StatusCode.Unknown, "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
}
