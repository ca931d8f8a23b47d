using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>Bytes that are the same for everybody, with the strong entity tag that follows from them.</summary>
/// <param name="content">The bytes, at most a few MB: they stay in memory.</param>
/// <param name="contentType">Their media type.</param>
public sealed class TaggedContent(byte[] content, string contentType)
{
    private const int TagBytes = 16; // of the hash; enough that no two versions ever share them

    /// <summary>The media type of a JSON document.</summary>
    public const string Json = "application/json; charset=utf-8";

    /// <summary>The entity tag, with quotes.</summary>
    public EntityTagHeaderValue Tag { get; } = new($"\"{Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, TagBytes))}\"");

    /// <summary>The answer: 200 with the bytes, or 304 or 412 where the request's conditions say so (RFC 9110, section 13).</summary>
    /// <param name="response">The response, whose <c>Cache-Control</c> is set.</param>
    /// <param name="cacheControl">For how long caches may answer without asking.</param>
    public FileContentHttpResult Answer(HttpResponse response, string cacheControl)
    {
        response.Headers.CacheControl = cacheControl;
        return TypedResults.Bytes(content, contentType, entityTag: Tag);
    }
}
