using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>The header by which a repeated request is known.</summary>
public static class IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>Reads the key of a request that must have one.</summary>
    /// <returns>The key, or 400 if it is missing or not usable.</returns>
    public static (string Key, ProblemHttpResult? Problem) IdempotencyKeyOf(this HttpRequest request)
    {
        var (key, problem) = request.OptionalIdempotencyKeyOf();
        return key is null && problem is null
            ? ("", Problems.Create(StatusCodes.Status400BadRequest, "idempotency_key_required",
                $"Send a new {Header} with every request of this kind, and the same one when you repeat it."))
            : (key ?? "", problem);
    }

    /// <summary>Reads the key of a request that may have one.</summary>
    /// <returns>The key, null without one; or 400 if it is not usable.</returns>
    public static (string? Key, ProblemHttpResult? Problem) OptionalIdempotencyKeyOf(this HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0) return (null, null);
        if (values is [{ Length: >= 1 and <= MaxLength } key] && key.All(character => character is > ' ' and <= '~')) return (key, null);
        return (null, Problems.Invalid(new Dictionary<string, string[]>
        {
            [Header] = [$"Must be there once, with 1 to {MaxLength} characters of printable ASCII and no space."],
        }));
    }
}
