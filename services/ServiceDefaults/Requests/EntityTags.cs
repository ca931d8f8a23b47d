using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>Conditional requests (RFC 9110, section 13) on entity tags whose text the service chooses.</summary>
public static class EntityTags
{
    /// <summary>Sets the response's <c>ETag</c>.</summary>
    /// <param name="response">The response.</param>
    /// <param name="tag">The tag without quotes: printable ASCII without <c>"</c>.</param>
    public static void SetETag(this HttpResponse response, string tag) => response.Headers.ETag = $"\"{tag}\"";

    /// <summary>Whether <c>If-None-Match</c> says that the caller has this representation already, so that 304 is due.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">The current tag without quotes.</param>
    public static bool HasCurrent(this HttpRequest request, string tag) =>
        Parse(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || Text(candidate) == tag);

    /// <summary>
    /// Judges <c>If-Match</c>: null when the request may go on, else 428 (missing), 400 (not a list of entity tags) or 412 (stale).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="isCurrent">Whether a tag, without quotes, stands for the current representation.</param>
    public static ProblemHttpResult? RequireMatch(this HttpRequest request, Func<string, bool> isCurrent)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return Problems.Create(StatusCodes.Status428PreconditionRequired, ErrorCodes.PreconditionRequired,
                "Say with If-Match which version you want to change; its ETag comes with a GET.");
        }

        if (!Parse(request.Headers.IfMatch, out var tags))
            return Problems.Invalid(new Dictionary<string, string[]> { ["If-Match"] = ["Must be * or a list of entity tags in quotes."] });
        // If-Match compares strongly (RFC 9110, 13.1.1): a weak tag never matches.
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && isCurrent(Text(tag))))
            ? null
            : Stale();
    }

    /// <summary>412 for a change of something that another changed first.</summary>
    public static ProblemHttpResult Stale() => Problems.Create(
        StatusCodes.Status412PreconditionFailed, ErrorCodes.PreconditionFailed,
        "It was changed since you read it. Read it again, then repeat the change.");

    /// <summary>Judges <c>If-Match</c> against one current tag.</summary>
    public static ProblemHttpResult? RequireMatch(this HttpRequest request, string tag) => request.RequireMatch(candidate => candidate == tag);

    /// <summary>Judges <c>If-Match</c> where the caller may leave it out: null when the request may go on, else 400 or 412.</summary>
    /// <inheritdoc cref="RequireMatch(HttpRequest, Func{string, bool})" />
    public static ProblemHttpResult? CheckMatch(this HttpRequest request, Func<string, bool> isCurrent) =>
        request.Headers.IfMatch.Count == 0 ? null : request.RequireMatch(isCurrent);

    private static bool Parse(StringValues header, out IList<EntityTagHeaderValue> tags)
    {
        tags = [];
        return header.Count > 0 && EntityTagHeaderValue.TryParseStrictList(header!, out tags!);
    }

    private static string Text(EntityTagHeaderValue tag) => tag.Tag.Length >= 2 ? tag.Tag.Substring(1, tag.Tag.Length - 2) : tag.Tag.ToString();
}
