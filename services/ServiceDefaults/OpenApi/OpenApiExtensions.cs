using DaprShop.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DaprShop.ServiceDefaults.OpenApi;

/// <summary>The service's OpenAPI document, and a page to try it.</summary>
public static class OpenApiExtensions
{
    /// <summary>The document's name, which stands for the API's version.</summary>
    public const string DocumentName = "v1";

    /// <summary>Where every service serves its document.</summary>
    public const string DocumentPath = $"/openapi/{DocumentName}.json";

    /// <summary>For how long whoever has a document need not ask whether it is still the same.</summary>
    public const string CacheControl = "public, max-age=60";

    internal const string BearerScheme = "bearer";

    internal static void AddOpenApiDocument(this IServiceCollection services, string serviceName)
    {
        services.AddSingleton<OpenApiDocument>();
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DocumentName, new OpenApiInfo { Title = $"DaprShop {serviceName}", Version = DocumentName });
            options.AddSecurityDefinition(BearerScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The accessToken that POST /api/v1/users/login answers.",
            });
            options.OperationFilter<BearerOperationFilter>();
            options.OperationFilter<RequestHeadersOperationFilter>();
            options.SupportNonNullableReferenceTypes();
        });
    }

    internal static void MapOpenApiDocument(this WebApplication app)
    {
        app.MapGet(DocumentPath, async (OpenApiDocument document, HttpResponse response) => (await document.GetAsync()).Answer(response, CacheControl))
            .ExcludeFromDescription();
        // The page's own files carry no token, so where one is demanded the page could not load anyway.
        if (AppTokenSettings.Token(app.Configuration) is null)
            app.UseSwaggerUI(options => options.SwaggerEndpoint(DocumentPath, DocumentName));
    }
}
