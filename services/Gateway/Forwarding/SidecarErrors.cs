using System.Net;
using System.Text.Json;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Gateway.Forwarding;

/// <summary>An answer that the sidecar gave in place of the service.</summary>
/// <param name="Problem">What the caller is told.</param>
/// <param name="Reason">What the sidecar said, for the log.</param>
internal sealed record SidecarError(ProblemHttpResult Problem, string Reason);

/// <summary>
/// Tells the sidecar's errors from the services'. A service of the shop answers an error as a problem; any other error is
/// the sidecar's, and what it says of app ids and tokens is none of the caller's business.
/// </summary>
internal static class SidecarErrors
{
    /// <summary>When to try again what failed for want of a service, as <c>Retry-After</c>.</summary>
    public const string RetryAfterSeconds = "1";

    private const int MaxBytes = 16 * 1024;
    private const string CannotInvoke = "ERR_DIRECT_INVOKE";

    /// <summary>Reads an answer if it is the sidecar's own; null for a service's, whose body is left unread.</summary>
    public static async Task<SidecarError?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode < HttpStatusCode.BadRequest) return null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json") return null;
        var body = await ReadStartAsync(response.Content, cancellationToken);
        return new(ToProblem(response.StatusCode, body), body);
    }

    /// <summary>503: the service or its sidecar is not there.</summary>
    public static ProblemHttpResult Unavailable() => Problems.Create(StatusCodes.Status503ServiceUnavailable,
        "service_unavailable", "The service is not available at the moment. Try again.");

    /// <summary>504: the service did not answer in time.</summary>
    public static ProblemHttpResult TimedOut() => Problems.Create(StatusCodes.Status504GatewayTimeout,
        "gateway_timeout", "The service did not answer in time. What was asked may have been done all the same.");

    private static ProblemHttpResult ToProblem(HttpStatusCode status, string body) => status switch
    {
        HttpStatusCode.InternalServerError when ErrorCode(body) == CannotInvoke => Unavailable(),
        HttpStatusCode.BadRequest or HttpStatusCode.RequestTimeout or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestUriTooLong
            or HttpStatusCode.RequestHeaderFieldsTooLarge =>
            Problems.Create((int)status, ErrorCodes.ForStatus((int)status), "The request was refused on its way to the service."),
        _ => Problems.Create(StatusCodes.Status502BadGateway, "bad_gateway", "The service gave no proper answer."),
    };

    private static string? ErrorCode(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("errorCode", out var code)
                && code.ValueKind == JsonValueKind.String
                ? code.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null; // then it is none of Dapr's errors
        }
    }

    private static async Task<string> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, length);
    }
}
