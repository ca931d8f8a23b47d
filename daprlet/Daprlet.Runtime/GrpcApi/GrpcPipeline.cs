using System.Security.Cryptography;
using System.Text;
using Daprlet.Observability;
using Daprlet.Sidecars;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.GrpcApi;

/// <summary>What every gRPC call to the sidecar passes through, in Dapr's order: trace context, token, size of messages, service.</summary>
/// <param name="fallback">Answers calls of services that are not the sidecar's.</param>
internal sealed class GrpcPipeline(SidecarOptions options, TraceSampler sampler, IGrpcFallback fallback)
{
    private const string ContentType = "application/grpc";
    private const string TokenHeader = "dapr-api-token";
    private const string DaprService = "/dapr.proto.runtime.v1.Dapr/";
    private const string Reflection = "/grpc.reflection.";

    private readonly byte[]? _token = string.IsNullOrEmpty(options.DaprApiToken) ? null : Encoding.UTF8.GetBytes(options.DaprApiToken);

    /// <param name="next">Answers calls of the sidecar's own services.</param>
    public Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is not true)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }
        GrpcTrace.Begin(http, sampler);
        if (WhyDenied(http.Request) is { } reason)
            return GrpcFailure.OfHttpAsync(http, StatusCode.Unauthenticated, StatusCodes.Status401Unauthorized, "Unauthorized", reason);
        var path = http.Request.Path.Value!;
        if (!path.StartsWith(DaprService, StringComparison.Ordinal) && !path.StartsWith(Reflection, StringComparison.Ordinal))
            return fallback.HandleAsync(http);
        GrpcFrameLimit.Apply(http, options.MaxBodyBytes);
        return next(http);
    }

    /// <summary>Why the caller may not call, or null; a token is taken out of the request, so that it goes nowhere else. Of several only the first counts.</summary>
    private string? WhyDenied(HttpRequest request)
    {
        if (_token is null)
            return null;
        if (!request.Headers.Remove(TokenHeader, out var given) || given.Count == 0)
            return "missing api token in request metadata";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[0] ?? ""), _token) ? null : "authentication error: api token mismatch";
    }
}
