using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>Puts a <see cref="LimitedBody"/> in the place of every request's body.</summary>
internal sealed class LimitedBodies(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Request.Body = new LimitedBody(context.Request.Body);
        return next(context);
    }
}

/// <summary>What has become of a request's body.</summary>
public static class RequestBodies
{
    /// <summary>Whether the request waits, or waited when it was cancelled, for its sender to send more of the body.</summary>
    public static bool IsBodyAwaited(this HttpRequest request) => request.Body is LimitedBody { IsAwaited: true };
}
