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
