using Microsoft.AspNetCore.Http;

namespace Daprlet.Api;

/// <summary>Answers what no route matches where there is no invocation: on the public port, and where a Configuration closes that API.</summary>
internal sealed class NotFound(RouteTable routes) : IFallback
{
    public Task HandleAsync(ApiContext context)
    {
        var verbs = routes.VerbsOf(context.Path);
        if (verbs.Count == 0)
            return PlainText.ErrorAsync(context.Http, StatusCodes.Status404NotFound, "404 page not found");
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = string.Join(", ", verbs);
        return Task.CompletedTask;
    }
}
