using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>An answer of the sidecar, read to its end.</summary>
internal sealed record SidecarReply(HttpStatusCode Status, HttpResponseHeaders Headers, byte[] Body)
{
    /// <summary>A header as it came: an ETag of Dapr has no quotes, which the typed properties insist on.</summary>
    public string? Header(string name) => Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <exception cref="DaprException">The answer is not a success.</exception>
    public SidecarReply EnsureSuccess(string operation) =>
        (int)Status is >= 200 and < 300 ? this : throw SidecarConnection.Failure(operation, new HttpRequestException(Describe(), null, Status));

    /// <summary>The body as the sidecar's own JSON; null if it is something else.</summary>
    public TJson? Json<TJson>()
        where TJson : class
    {
        try
        {
            return Body.Length == 0 ? null : JsonSerializer.Deserialize<TJson>(Body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Describe() => Json<Error>() is { ErrorCode: not null } error
        ? $"The sidecar answered {(int)Status}: {error.ErrorCode}: {error.Message}"
        : $"The sidecar answered {(int)Status}.";

    private sealed record Error(string? ErrorCode, string? Message);
}
