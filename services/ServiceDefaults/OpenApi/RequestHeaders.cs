using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DaprShop.ServiceDefaults.OpenApi;

/// <summary>Headers that a route reads by itself, in the document and on the page.</summary>
public static class RequestHeaders
{
    /// <summary>Documents the <c>Idempotency-Key</c> of a route.</summary>
    public static TBuilder WithIdempotencyKey<TBuilder>(this TBuilder builder, bool required) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequestHeader(IdempotencyKey.Header, required,
            "A new one for each request, and the same one when it is repeated: it is done once."));

    /// <summary>Documents the <c>If-Match</c> of a route.</summary>
    public static TBuilder WithIfMatch<TBuilder>(this TBuilder builder, bool required) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequestHeader("If-Match", required,
            "The ETag of what was read, in quotes: the request is refused with 412 if it was changed since."));

    internal sealed record RequestHeader(string Name, bool Required, string Description);
}

internal sealed class RequestHeadersOperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var header in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<RequestHeaders.RequestHeader>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Required = header.Required,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }
}
