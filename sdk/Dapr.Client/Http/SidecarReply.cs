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

    private string Describe()
    {
        var status = $"The sidecar answered {(int)Status}";
        try
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } error
                && error.TryGetProperty("errorCode", out var code)
                && error.TryGetProperty("message", out var message)
                ? $"{status}: {code}: {message}"
                : $"{status}.";
        }
        catch (JsonException)
        {
            return $"{status}.";
        }
    }
}
