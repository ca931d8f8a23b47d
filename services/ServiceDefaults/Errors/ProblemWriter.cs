using DaprShop.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>
/// Writes a problem whatever the request's <c>Accept</c> says: the framework's writer would answer a browser with an empty
/// body, and an error that says nothing helps nobody.
/// </summary>
internal sealed class ProblemWriter(IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        options.Value.CustomizeProblemDetails?.Invoke(context);
        var write = context.HttpContext.Response.WriteAsJsonAsync(
            context.ProblemDetails, ShopJson.State, "application/problem+json", context.HttpContext.RequestAborted);
        return new ValueTask(write);
    }
}
