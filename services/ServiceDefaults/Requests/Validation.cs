using System.Diagnostics.CodeAnalysis;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>
/// Collects what is wrong with a request, so that the caller learns of everything at once.
/// <code>
/// var validation = new Validation();
/// validation.Require(request.Quantity is >= 1 and &lt;= 1000, "quantity", "Must be 1 to 1000.");
/// if (validation.Failed(out var problem)) return problem;
/// </code>
/// </summary>
public sealed class Validation
{
    private readonly Dictionary<string, List<string>> _errors = [];

    /// <summary>Notes an error unless <paramref name="condition"/> holds.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="field">The field's name in the request, in camelCase, with a path for a nested one: <c>items[0].quantity</c>.</param>
    /// <param name="message">What the field must be.</param>
    /// <returns>The condition.</returns>
    public bool Require(bool condition, string field, string message) => condition || Add(field, message);

    /// <summary>Notes an error unless a text is one line that says something.</summary>
    /// <param name="text">1 to <paramref name="maxLength"/> characters, not blank, no control characters.</param>
    /// <param name="field">The field's name in the request.</param>
    /// <param name="maxLength">The longest text, in characters.</param>
    public void RequireLine(string? text, string field, int maxLength) => Require(
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(char.IsControl), field,
        $"Must have 1 to {maxLength} characters, and no control characters.");

    /// <summary>Whether anything was wrong, and the answer to it.</summary>
    public bool Failed([NotNullWhen(true)] out ProblemHttpResult? problem)
    {
        problem = _errors.Count == 0 ? null : Problems.Invalid(_errors.ToDictionary(error => error.Key, error => error.Value.ToArray()));
        return problem is not null;
    }

    private bool Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
            _errors[field] = messages = [];
        messages.Add(message);
        return false;
    }
}
