using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DaprShop.ServiceDefaults.Errors;

/// <summary>
/// Says which parameters of a request's path and query the framework could not read. Its own words are for the service's author: they
/// speak of types.
/// </summary>
internal static class UnreadableParameters
{
    private const string Missing = "Is missing.";

    private static readonly Dictionary<Type, (Func<string, bool> IsReadable, string Words)> Kinds = new()
    {
        [typeof(int)] = (text => int.TryParse(text, CultureInfo.InvariantCulture, out _), $"Must be a whole number from {int.MinValue} to {int.MaxValue}, once."),
        [typeof(long)] = (text => long.TryParse(text, CultureInfo.InvariantCulture, out _), "Must be a whole number, once."),
        [typeof(decimal)] = (text => decimal.TryParse(text, CultureInfo.InvariantCulture, out _), "Must be a number, once."),
        [typeof(bool)] = (text => bool.TryParse(text, out _), "Must be true or false, once."),
        [typeof(Guid)] = (text => Guid.TryParse(text, CultureInfo.InvariantCulture, out _), "Must be a UUID, once."),
    };

    /// <summary>What is wrong with each of them, by its name in the request; empty if nothing is.</summary>
    public static Dictionary<string, string[]> Of(HttpContext context)
    {
        var parameters = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [];
        return parameters.Where(parameter => parameter.HasTryParse)
            .Select(parameter => (parameter.Name, Complaint: Complaint(context.Request, parameter)))
            .Where(parameter => parameter.Complaint is not null)
            .ToDictionary(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name), parameter => new[] { parameter.Complaint! });
    }

    private static string? Complaint(HttpRequest request, IParameterBindingMetadata parameter)
    {
        var text = request.RouteValues.TryGetValue(parameter.Name, out var value) ? value?.ToString() : request.Query[parameter.Name].ToString();
        if (string.IsNullOrEmpty(text)) return parameter.IsOptional ? null : Missing;
        var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
        return Kinds.TryGetValue(type, out var kind) && !kind.IsReadable(text) ? kind.Words : null;
    }
}
