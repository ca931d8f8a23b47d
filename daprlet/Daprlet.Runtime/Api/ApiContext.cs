using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Daprlet.Errors;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Api;

/// <summary>One request to a sidecar's API, with what every building block needs of it.</summary>
public sealed class ApiContext(HttpContext http, string rawPath, string path, IReadOnlyDictionary<string, string> parameters, long maxBodyBytes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public HttpContext Http => http;

    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The path as the caller wrote it, still escaped, neither slashes nor dots cleaned.</summary>
    public string RawPath => rawPath;

    /// <summary>The cleaned path, still escaped.</summary>
    public string Path => path;

    /// <summary>The largest request body in bytes.</summary>
    public long MaxBodyBytes => maxBodyBytes;

    /// <summary>A parameter of the route, decoded; empty when the route has none of that name.</summary>
    public string this[string name] => parameters.GetValueOrDefault(name, "");

    /// <summary>The request metadata: every <c>metadata.name=value</c> of the query; of a repeated name the first value counts.</summary>
    public Dictionary<string, string> QueryMetadata()
    {
        const string Prefix = "metadata.";
        var metadata = new Dictionary<string, string>();
        foreach (var (name, values) in http.Request.Query)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
                metadata[name[Prefix.Length..]] = values[0] ?? "";
        }
        return metadata;
    }

    /// <summary>The whole body.</summary>
    /// <param name="tolerance">By how many bytes the limit may be passed.</param>
    /// <exception cref="BodyTooLargeException">The body is larger than the sidecar's limit.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadBodyAsync(int tolerance = 0)
    {
        if (http.Request.ContentLength > maxBodyBytes + tolerance)
            throw new BodyTooLargeException(maxBodyBytes);
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(Aborted);
            if (result.Buffer.Length > maxBodyBytes + tolerance)
                throw new BodyTooLargeException(maxBodyBytes);
            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>204, what Dapr answers where there is nothing to say.</summary>
    public Task NoContentAsync()
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>A value as JSON.</summary>
    public Task JsonAsync(object value, int status = StatusCodes.Status200OK) => BytesAsync(JsonSerializer.SerializeToUtf8Bytes(value, Json), status);

    /// <summary>Bytes that are JSON already.</summary>
    public Task BytesAsync(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, Aborted).AsTask();
    }

    /// <summary>An error in Dapr's shape.</summary>
    public Task ErrorAsync(ApiError error) => JsonAsync(ErrorJson.Of(error), error.Status);
}
