using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DaprShop.ServiceDefaults.OpenApi;

/// <summary>Marks the operations that need a login, so that Swagger UI shows the lock and sends the token with those alone.</summary>
internal sealed class BearerOperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (!metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<IAllowAnonymous>().Any()) return;
        var scheme = new OpenApiSecuritySchemeReference(OpenApiExtensions.BearerScheme, context.Document);
        operation.Security = [new OpenApiSecurityRequirement { [scheme] = [] }];
        operation.Responses ??= [];
        operation.Responses.TryAdd("401", new OpenApiResponse { Description = "Not logged in." });
    }
}
