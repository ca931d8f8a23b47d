using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Gateway.Pages;

/// <summary>The storefront at <c>/</c>, and what is said of every path that is not there.</summary>
internal static class IndexPage
{
    private static readonly (string Path, string File, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.css", "index.css", "text/css; charset=utf-8"),
        ("/index.js", "index.js", "text/javascript; charset=utf-8"),
        ("/api.js", "api.js", "text/javascript; charset=utf-8"),
    ];

    public static void MapIndexPage(this WebApplication app)
    {
        foreach (var (path, file, contentType) in Files)
        {
            var content = new TaggedContent(Read(file), contentType);
            app.MapGet(path, (HttpResponse response) => content.Answer(response, "no-cache"))
                .AllowAnonymous().AllowWithoutAppToken().ExcludeFromDescription();
        }
    }

    public static void MapNotFound(this WebApplication app) =>
        app.MapFallback("{**path}", Refuse)
            .AllowAnonymous()
            .AllowWithoutAppToken()
            .ExcludeFromDescription();

    private static ProblemHttpResult Refuse(HttpContext context, AllowedVerbs verbs)
    {
        if (verbs.Of(context.Request.Path) is not { Length: > 0 } allowed) return Problems.NotFound("There is nothing here.");
        context.Response.Headers.Allow = allowed;
        return Problems.Create(StatusCodes.Status405MethodNotAllowed, ErrorCodes.ForStatus(StatusCodes.Status405MethodNotAllowed),
            "This can be asked for, but not with this method.");
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(IndexPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The page {name} is not in the program.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
