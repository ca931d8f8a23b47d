using System.Net.Http.Headers;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>Answers 415 to a body in another charset than UTF-8, which the framework would fail on with a 500.</summary>
internal sealed class Utf8Bodies(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType is not { } contentType || IsUtf8(contentType))
            return next(context);
        return Problems.Create(StatusCodes.Status415UnsupportedMediaType,
            ErrorCodes.ForStatus(StatusCodes.Status415UnsupportedMediaType),
            "The body must be JSON in UTF-8.").ExecuteAsync(context);
    }

    private static bool IsUtf8(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var mediaType)
        && (mediaType.CharSet is null || mediaType.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
