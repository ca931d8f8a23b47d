using System.Net.Http.Headers;

namespace Dapr;

/// <summary>The header in which app and sidecar present their API tokens to each other.</summary>
internal static class ApiToken
{
    public const string Header = "dapr-api-token";

    /// <summary>Adds the token; an empty one means that the sidecar demands none.</summary>
    public static void AddTo(HttpHeaders headers, string? token)
    {
        if (!string.IsNullOrWhiteSpace(token))
            headers.TryAddWithoutValidation(Header, token);
    }
}
