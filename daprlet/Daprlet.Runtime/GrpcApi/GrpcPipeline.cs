using Daprlet.Observability;
using Daprlet.Sidecars;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Daprlet.GrpcApi;

/// <summary>What every gRPC call to the sidecar passes through, in Dapr's order: API list, token, trace context, size of messages, service.</summary>
/// <param name="fallback">Answers calls of methods that are not the sidecar's.</param>
internal sealed class GrpcPipeline(SidecarOptions options, GrpcApiRules rules, TraceSampler sampler, IGrpcFallback fallback)
{
    private const string ContentType = "application/grpc";

    private readonly ApiToken _token = new(options.DaprApiToken);

    /// <param name="next">Answers calls of the sidecar's own services.</param>
    public Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is not true)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return GrpcFailure.AnswerAsync(http, StatusCode.Internal, $"Received a HEADERS frame with :method \"{http.Request.Method}\" which should be POST");
        }
        var path = new GrpcPath(http.Request.Path.Value!);
        if (path.IsDapr && !rules.Allows(path.ApiMethod))
            return GrpcFailure.OfHttpAsync(http, StatusCode.Unimplemented, StatusCodes.Status501NotImplemented, "Not Implemented", "requested endpoint is not available");
        if (WhyDenied(http.Request) is { } reason)
            return GrpcFailure.OfHttpAsync(http, StatusCode.Unauthenticated, StatusCodes.Status401Unauthorized, "Unauthorized", reason);
        if (GrpcTrace.Begin(http, sampler) is { } problem)
            return GrpcFailure.AnswerAsync(http, StatusCode.InvalidArgument, problem);
        return AnswerAsync(http, path, next);
    }

    private Task AnswerAsync(HttpContext http, GrpcPath path, RequestDelegate next)
    {
        if (!sampler.IsOff && !path.IsDapr && !path.IsWorkflow && !NamesApp(http.Request))
            return GrpcFailure.AnswerAsync(http, StatusCode.Unknown, "cannot proxy request: missing dapr-callee-app-id or dapr-app-id metadata");
        if (path.MissingBlock is { } block)
            return GrpcFailure.AnswerAsync(http, StatusCode.Unimplemented, $"daprlet does not have the building block {block}, daprd does");
        if (!path.IsServed)
            return fallback.HandleAsync(http);
        GrpcFrameLimit.Apply(http, options.MaxBodyBytes);
        return next(http);
    }

    /// <summary>Whether the call says for which app it is: Dapr's tracing takes everything that is not its own API for a call to an app, reflection too.</summary>
    private static bool NamesApp(HttpRequest request) => request.Headers.ContainsKey("dapr-callee-app-id") || request.Headers.ContainsKey("dapr-app-id");

    /// <summary>Why the caller may not call, or null; a token is taken out of the request, so that it goes nowhere else. Of several only the first counts.</summary>
    private string? WhyDenied(HttpRequest request)
    {
        if (!_token.IsDemanded)
            return null;
        if (!request.Headers.Remove(ApiToken.Header, out var given) || given.Count == 0)
            return "missing api token in request metadata";
        return _token.Matches(given[0] ?? "") ? null : "authentication error: api token mismatch";
    }
}
