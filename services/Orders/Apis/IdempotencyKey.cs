using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Orders.Apis;

/// <summary>The header by which a repeated request is known.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 128;

    /// <summary>Reads the key of a request.</summary>
    /// <returns>The key, or 400 if it is missing or not usable.</returns>
    public static (string Key, ProblemHttpResult? Problem) IdempotencyKeyOf(this HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return ("", Problems.Create(StatusCodes.Status400BadRequest, "idempotency_key_required",
                $"Send a new {Header} with every order, and the same one when you repeat it."));
        }

        if (values is [{ Length: >= 1 and <= MaxLength } key] && key.All(character => character is > ' ' and <= '~')) return (key, null);
        return ("", Problems.Invalid(new Dictionary<string, string[]>
        {
            [Header] = [$"Must be there once, with 1 to {MaxLength} characters of printable ASCII and no space."],
        }));
    }
}
