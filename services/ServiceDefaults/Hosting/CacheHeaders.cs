using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Hosting;

internal static class CacheHeaders
{
    /// <summary>
    /// Says of every answer that says nothing itself who may keep it (RFC 9111, 5.2.2): nobody; but what has an entity tag may be kept
    /// by its reader, who asks each time whether it is still the same, and by caches between if everybody may read it.
    /// </summary>
    public static void UseCacheHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            if (context.Response.Headers.CacheControl.Count == 0) context.Response.Headers.CacheControl = CacheControl(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static string CacheControl(HttpContext context)
    {
        if (context.Response.Headers.ETag.Count == 0 || !IsRead(context.Request)) return "no-store";
        return IsPersonal(context) ? "private, no-cache" : "no-cache";
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsPersonal(HttpContext context) =>
        context.User.Identity?.IsAuthenticated == true || context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
}
