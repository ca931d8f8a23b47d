using System.Buffers;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace DaprShop.Gateway.Forwarding;

/// <summary>
/// Refuses paths and headers that servers read in different ways before anything decides by them, and makes the rest of the
/// pipeline see the decoded path.
/// </summary>
internal sealed class SafeRequestMiddleware(RequestDelegate next)
{
    // Visible ASCII, space and tab: RFC 9110, 5.5, without the bytes above it, which have no meaning that all agree on.
    private static readonly SearchValues<char> HeaderCharacters =
        SearchValues.Create(['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!SafePath.TryDecode(target, out var path))
        {
            return RefuseAsync(context, "invalid_path",
                $"The path must be at most {SafePath.MaxLength} characters, without empty or dot segments and without encoded separators.");
        }

        if (context.Request.Headers.Any(header => header.Value.Any(value => value.AsSpan().ContainsAnyExcept(HeaderCharacters))))
            return RefuseAsync(context, "invalid_header", "Header values must be printable ASCII.");

        context.Request.Path = path;
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, string code, string detail) =>
        Problems.Create(StatusCodes.Status400BadRequest, code, detail).ExecuteAsync(context);
}
