using Microsoft.AspNetCore.Http;

namespace Daprlet.GrpcApi;

/// <summary>Answers calls of services that are not the sidecar's.</summary>
internal interface IGrpcFallback
{
    Task HandleAsync(HttpContext http);
}
