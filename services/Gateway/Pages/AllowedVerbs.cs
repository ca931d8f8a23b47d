using Microsoft.AspNetCore.Routing.Template;

namespace DaprShop.Gateway.Pages;

/// <summary>What a path can be asked for with, for requests that no route takes.</summary>
internal sealed class AllowedVerbs(EndpointDataSource endpoints)
{
    private readonly Lazy<List<(TemplateMatcher Matcher, IReadOnlyList<string> Verbs)>> _routes = new(() => [.. Routes(endpoints)]);

    /// <summary>The verbs, as <c>Allow</c> lists them; empty for a path that is not there.</summary>
    public string Of(PathString path) => string.Join(", ", _routes.Value
        .Where(route => route.Matcher.TryMatch(path, []))
        .SelectMany(route => route.Verbs)
        .SelectMany(verb => verb == HttpMethods.Get ? [verb, HttpMethods.Head] : new[] { verb })
        .Distinct());

    private static IEnumerable<(TemplateMatcher, IReadOnlyList<string>)> Routes(EndpointDataSource endpoints) =>
        from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
        let verbs = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
        where verbs is { Count: > 0 }
        select (new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []), verbs);
}
