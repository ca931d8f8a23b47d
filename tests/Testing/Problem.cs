using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaprShop.Testing;

/// <summary>An error as the shop answers it (RFC 9457).</summary>
public sealed record Problem(int Status, string Title, string Detail, string Code, string TraceId)
{
    /// <summary>What is wrong with each field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Every other member.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Others { get; init; } = [];

    /// <summary>Reads an answer that must be a problem of a certain status.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != status || response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            throw new InvalidOperationException($"Expected a problem with {(int)status}, not {(int)response.StatusCode}: {text}");
        var problem = JsonSerializer.Deserialize<Problem>(text, JsonSerializerOptions.Web)!;
        return problem.Status == (int)status && problem.Code.Length > 0 && problem.TraceId.Length > 0
            ? problem
            : throw new InvalidOperationException($"The problem is incomplete: {text}");
    }
}
