using DaprShop.ServiceDefaults.OpenApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace DaprShop.Gateway.Documents;

/// <summary>The OpenAPI document of what the gateway answers itself, across services.</summary>
internal sealed class OwnDocument(IAsyncSwaggerProvider documents)
{
    /// <summary>The document as JSON.</summary>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        var document = await documents.GetSwaggerAsync(OpenApiExtensions.DocumentName);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, cancellationToken);
    }
}
