using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace DaprShop.Gateway.Forwarding;

/// <summary>Refuses unsafe paths before anything decides by them, and makes the rest of the pipeline see the decoded path.</summary>
internal sealed class SafePathMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!SafePath.TryDecode(target, out var path))
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_path",
                $"The path must be at most {SafePath.MaxLength} characters, without empty or dot segments and without encoded separators.")
                .ExecuteAsync(context);
        }

        context.Request.Path = path;
        return next(context);
    }
}
