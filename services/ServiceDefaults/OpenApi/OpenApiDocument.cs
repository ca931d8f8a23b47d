using System.Text;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace DaprShop.ServiceDefaults.OpenApi;

/// <summary>The program's own OpenAPI document. It is made once, when it is first asked for: routes do not change while a program runs.</summary>
public sealed class OpenApiDocument(IAsyncSwaggerProvider documents)
{
    private readonly Lazy<Task<TaggedContent>> _content = new(() => MakeAsync(documents));

    /// <summary>The document as JSON.</summary>
    public Task<TaggedContent> GetAsync() => _content.Value;

    private static async Task<TaggedContent> MakeAsync(IAsyncSwaggerProvider documents)
    {
        var document = await documents.GetSwaggerAsync(OpenApiExtensions.DocumentName);
        return new TaggedContent(Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0)), TaggedContent.Json);
    }
}
