using DaprShop.Gateway.Forwarding;
using DaprShop.ServiceDefaults.Hosting;
using DaprShop.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Gateway.Documents;

/// <summary>Swagger UI for the whole shop: a person picks a service, logs in, and calls it through the gateway.</summary>
internal static class DocumentsExtensions
{
    private const string DocumentsPath = "/openapi";
    private const string PagePath = "/swagger";
    private const string OwnPath = $"{DocumentsPath}/gateway.json";

    /// <summary>Whether a path is a document's or Swagger UI's, which have a limit of their own.</summary>
    public static bool Covers(PathString path) => path.StartsWithSegments(DocumentsPath) || path.StartsWithSegments(PagePath);

    public static void UseDocumentsPage(this WebApplication app) => app.UseSwaggerUI(options =>
    {
        options.DocumentTitle = "DaprShop API";
        foreach (var route in ForwardedRoutes.All) options.SwaggerEndpoint($"{DocumentsPath}/{route.AppId}.json", route.AppId);
        options.SwaggerEndpoint(OwnPath, "gateway");
    });

    public static void MapDocuments(this WebApplication app)
    {
        foreach (var route in ForwardedRoutes.All)
        {
            var document = ActivatorUtilities.CreateInstance<ServiceDocument>(app.Services, route);
            app.MapGet($"{DocumentsPath}/{route.AppId}.json", (HttpResponse response, CancellationToken cancellationToken) =>
                AnswerAsync(document, response, cancellationToken)).Open();
        }

        app.MapGet(OwnPath, async (OpenApiDocument document, HttpResponse response) =>
            (await document.GetAsync()).Answer(response, OpenApiExtensions.CacheControl)).Open();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> AnswerAsync(
        ServiceDocument document, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await document.GetAsync(cancellationToken) is { } content) return content.Answer(response, OpenApiExtensions.CacheControl);
        response.Headers.RetryAfter = SidecarErrors.RetryAfterSeconds;
        return SidecarErrors.Unavailable();
    }

    private static void Open(this RouteHandlerBuilder route) => route.AllowAnonymous().AllowWithoutAppToken().ExcludeFromDescription();
}
