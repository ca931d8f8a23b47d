using Microsoft.AspNetCore.Http;

namespace Daprlet.Api;

/// <summary>Errors that Dapr answers as plain text: what does not get as far as a building block.</summary>
internal static class PlainText
{
    private const string Type = "text/plain; charset=utf-8";

    /// <summary>An error of the pipeline.</summary>
    public static Task ErrorAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Type;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.WriteAsync(text + "\n");
    }

    /// <summary>A request that is broken as such; the connection ends with it.</summary>
    public static Task MalformedAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Type;
        http.Response.Headers.Connection = "close";
        return http.Response.WriteAsync(text);
    }
}
