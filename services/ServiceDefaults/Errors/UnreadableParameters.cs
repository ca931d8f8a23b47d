using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

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
    /// <param name="context">A request that has failed: its route is where the exception handler keeps it.</param>
    public static Dictionary<string, string[]> Of(HttpContext context)
    {
        var route = context.Features.Get<IExceptionHandlerFeature>();
        var handler = route?.Endpoint?.Metadata.GetMetadata<MethodInfo>();
        return (handler?.GetParameters() ?? []).SelectMany(Flatten)
            .Select(parameter => (parameter.Name, Complaint: Complaint(Text(parameter.Name, context.Request, route?.RouteValues), parameter.Type)))
            .Where(parameter => parameter.Complaint is not null)
            .ToDictionary(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name), parameter => new[] { parameter.Complaint! });
    }

    private static IEnumerable<(string Name, Type Type)> Flatten(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(AsParametersAttribute))
            ? parameter.ParameterType.GetProperties().Where(property => property.CanWrite).Select(property => (property.Name, property.PropertyType))
            : [(parameter.Name!, parameter.ParameterType)];

    private static string? Text(string name, HttpRequest request, RouteValueDictionary? routeValues) =>
        routeValues?.TryGetValue(name, out var value) == true ? value?.ToString() : request.Query[name].ToString();

    private static string? Complaint(string? text, Type type)
    {
        var underlying = Nullable.GetUnderlyingType(type);
        if (!Kinds.TryGetValue(underlying ?? type, out var kind)) return null;
        if (string.IsNullOrEmpty(text)) return underlying is null ? Missing : null;
        return kind.IsReadable(text) ? null : kind.Words;
    }
}
