using System.Net.Mime;
using System.Text.Json.Nodes;
using DaprShop.Gateway.Forwarding;
using DaprShop.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Gateway.Documents;

/// <summary>Swagger UI for the whole shop: a person picks a service, logs in, and calls it through the gateway.</summary>
internal static class DocumentsExtensions
{
    private const string OwnPath = "/openapi/gateway.json";

    public static void AddDocuments(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceDocuments>();
        builder.Services.AddTransient<OwnDocument>();
    }

    public static void UseDocumentsPage(this WebApplication app) => app.UseSwaggerUI(options =>
    {
        options.DocumentTitle = "DaprShop API";
        foreach (var route in ForwardedRoutes.All) options.SwaggerEndpoint($"/openapi/{route.AppId}.json", route.AppId);
        options.SwaggerEndpoint(OwnPath, "gateway");
    });

    public static void MapDocuments(this WebApplication app)
    {
        foreach (var route in ForwardedRoutes.All)
        {
            app.MapGet($"/openapi/{route.AppId}.json", (ServiceDocuments documents, CancellationToken cancellationToken) =>
                    AnswerAsync(documents, route, cancellationToken))
                .AllowAnonymous()
                .AllowWithoutAppToken()
                .ExcludeFromDescription();
        }

        app.MapGet(OwnPath, async (OwnDocument document, CancellationToken cancellationToken) =>
                TypedResults.Text(await document.GetAsync(cancellationToken), MediaTypeNames.Application.Json))
            .AllowAnonymous()
            .AllowWithoutAppToken()
            .ExcludeFromDescription();
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> AnswerAsync(
        ServiceDocuments documents, ForwardedRoute route, CancellationToken cancellationToken) =>
        await documents.GetAsync(route, cancellationToken) is { } document ? TypedResults.Ok(document) : SidecarErrors.Unavailable();
}
