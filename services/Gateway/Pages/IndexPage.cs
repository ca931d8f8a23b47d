using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Hosting;

namespace DaprShop.Gateway.Pages;

/// <summary>The page at <c>/</c>, and what is said of every path that is not there.</summary>
internal static class IndexPage
{
    private static readonly byte[] Html = Read("index.html");
    private static readonly byte[] Style = Read("index.css");

    public static void MapIndexPage(this WebApplication app)
    {
        Map(app, "/", Html, "text/html; charset=utf-8");
        Map(app, "/index.css", Style, "text/css; charset=utf-8");
    }

    public static void MapNotFound(this WebApplication app) =>
        app.MapFallback("{**path}", () => Problems.NotFound("There is nothing here."))
            .AllowAnonymous()
            .AllowWithoutAppToken();

    private static void Map(WebApplication app, string path, byte[] content, string contentType) =>
        app.MapGet(path, () => TypedResults.Bytes(content, contentType)).AllowAnonymous().AllowWithoutAppToken();

    private static byte[] Read(string name)
    {
        using var stream = typeof(IndexPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The page {name} is not in the program.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
