using Daprlet.Resources;

namespace Daprlet.Resiliency;

/// <summary>What is wrong with Resiliency resources, for those who want to know before they start: a sidecar passes over all of it.</summary>
internal static class PolicyCheck
{
    /// <param name="documents">The documents of one sidecar's resource folders.</param>
    public static IReadOnlyList<ResourceException> FindProblems(IReadOnlyList<ResourceDocument> documents, string appId)
    {
        var problems = new List<ResourceException>();
        foreach (var unread in documents.Where(document => document.Kind == ResiliencyLoader.Kind && !document.IsFirst))
            problems.Add(new ResourceException(unread.File, unread.Name, "Dapr reads only the first document of a file as a Resiliency: give it a file of its own"));
        var manifests = ResiliencyLoader.Decode(documents, problems.Add).Where(manifest => ResourceSet.InScope(manifest.Scopes, appId));
        var usable = ResiliencyLoader.Parse(manifests, problems.Add).ToList();
        var all = new PolicyDefinitions();
        foreach (var (_, definitions) in usable)
            all.Add(definitions);
        foreach (var (manifest, definitions) in usable)
            problems.AddRange(definitions.Warnings.Concat(UnknownNames(manifest, all)).Select(reason => new ResourceException(manifest.File, manifest.Name, reason)));
        return problems;
    }

    private static IEnumerable<string> UnknownNames(ResiliencyManifest manifest, PolicyDefinitions all)
    {
        var targets = manifest.Spec?.Targets ?? new TargetsSpec();
        return [
            .. Of(targets.Apps, "app").SelectMany(target => UnknownNames(target.Where, target.Names, all)),
            .. Of(targets.Actors, "actor").SelectMany(target => UnknownNames(target.Where, target.Names, all)),
            .. Of(targets.Components, "component").SelectMany(target => UnknownNames($"{target.Where}, outbound", target.Names?.Outbound, all).Concat(UnknownNames($"{target.Where}, inbound", target.Names?.Inbound, all))),
        ];
    }

    private static IEnumerable<(string Where, T? Names)> Of<T>(IReadOnlyDictionary<string, T?>? targets, string kind) where T : class =>
        (targets ?? new Dictionary<string, T?>()).Select(target => ($"{kind} {target.Key}", target.Value));

    private static IEnumerable<string> UnknownNames(string where, PolicyNames? names, PolicyDefinitions all)
    {
        if (!string.IsNullOrEmpty(names?.Timeout) && !all.Timeouts.ContainsKey(names.Timeout))
            yield return $"{where}: there is no timeout policy {names.Timeout}";
        if (!string.IsNullOrEmpty(names?.Retry) && !all.Retries.ContainsKey(names.Retry) && !BuiltInRetries.All.ContainsKey(names.Retry))
            yield return $"{where}: there is no retry policy {names.Retry}";
        if (!string.IsNullOrEmpty(names?.CircuitBreaker) && !all.CircuitBreakers.ContainsKey(names.CircuitBreaker))
            yield return $"{where}: there is no circuit breaker policy {names.CircuitBreaker}";
    }
}
