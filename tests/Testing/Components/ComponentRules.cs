using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daprlet.Resources;

namespace DaprShop.Testing.Components;

/// <summary>What can be wrong with a component that genuine Dapr is to load. A field or name that is misspelt is passed over by Dapr in silence, and missed much later.</summary>
public static partial class ComponentRules
{
    // What the runtime itself reads, whatever the type: Dapr's documentation of each building block.
    private static readonly Dictionary<string, Dictionary<string, MetadataFact>> OfTheRuntime = new()
    {
        ["state"] = new() { ["actorStateStore"] = new() { Type = "bool" }, ["keyPrefix"] = new() { Type = "string" } },
        ["pubsub"] = new() { ["consumerID"] = new(), ["publishingScopes"] = new(), ["subscriptionScopes"] = new(), ["allowedTopics"] = new(), ["protectedTopics"] = new() },
        ["bindings"] = new() { ["direction"] = new() { AllowedValues = ["input", "output", "input, output"] } },
        ["secretstores"] = [],
        ["configuration"] = [],
        ["lock"] = new() { ["keyPrefix"] = new() { Type = "string" } },
    };

    /// <summary>Everything that is wrong with a component, each thing in one line; empty when nothing is.</summary>
    /// <param name="document">The component as it stands in YAML.</param>
    /// <param name="ownTypes">Facts of types that Dapr does not have, by type and version.</param>
    public static IReadOnlyList<string> FindProblems(JsonObject document, IReadOnlyDictionary<string, ComponentFacts>? ownTypes = null)
    {
        var problems = new List<string>();
        if ((string?)document["apiVersion"] != "dapr.io/v1alpha1" || (string?)document["kind"] != "Component")
            problems.Add("it is no Component of dapr.io/v1alpha1");
        if (document["spec"] is not JsonObject spec)
            return [.. problems, "spec is missing"];
        CheckFields(document, spec, problems);
        if (spec["initTimeout"] is { } initTimeout && !GoDuration.TryParse(Text(initTimeout), out _))
            problems.Add($"initTimeout: {Text(initTimeout)} is no duration");
        var type = $"{Text(spec["type"])}/{Text(spec["version"])}";
        if ((ComponentFacts.Of(type) ?? ownTypes?.GetValueOrDefault(type)) is { } facts)
            CheckMetadata([.. Items(spec)], facts, OfTheRuntime[type.Split('.')[0]], problems);
        else
            problems.Add($"there are no facts of {type}");
        return problems;
    }

    // Dapr's custom resource definition of Component.
    private static void CheckFields(JsonObject document, JsonObject spec, List<string> problems)
    {
        CheckFields(document, "", ["apiVersion", "kind", "metadata", "spec", "auth", "scopes"], problems);
        CheckFields(document["metadata"], "metadata.", ["name", "namespace", "labels", "annotations"], problems);
        CheckFields(document["auth"], "auth.", ["secretStore"], problems);
        CheckFields(spec, "spec.", ["type", "version", "ignoreErrors", "initTimeout", "metadata"], problems);
        foreach (var item in Items(spec))
        {
            CheckFields(item, $"{Name(item)}.", ["name", "value", "secretKeyRef", "envRef"], problems);
            CheckFields(item["secretKeyRef"], $"{Name(item)}.secretKeyRef.", ["name", "key"], problems);
            if (item.Count(field => field.Key is "value" or "secretKeyRef" or "envRef") != 1)
                problems.Add($"{Name(item)}: has not exactly one of value, secretKeyRef and envRef");
        }
    }

    private static void CheckFields(JsonNode? part, string path, string[] known, List<string> problems) =>
        problems.AddRange((part as JsonObject ?? []).Select(field => field.Key).Except(known).Select(field => $"{path}{field} is no field of a Component"));

    private static void CheckMetadata(IReadOnlyList<JsonObject> items, ComponentFacts facts, Dictionary<string, MetadataFact> ofTheRuntime, List<string> problems)
    {
        problems.AddRange(items.GroupBy(Name).Where(group => group.Count() > 1).Select(group => $"{group.Key} is there {group.Count()} times"));
        var given = items.DistinctBy(Name).ToDictionary(Name);
        var profile = facts.Profiles.FirstOrDefault(profile => profile.All(fact => Suits(fact, given)) && given.Keys.All(name => profile.ContainsKey(name) || facts.Metadata.ContainsKey(name) || !facts.Profiles.Any(other => other.ContainsKey(name))));
        if (profile is null && facts.Profiles.Count > 0)
            problems.Add("the ways to log in that the type has are mixed, or none is complete");

        var known = new Dictionary<string, MetadataFact>(ofTheRuntime);
        foreach (var (name, fact) in (profile is null ? facts.Profiles : [profile]).SelectMany(fact => fact).Concat(facts.Metadata))
            known[name] = fact;
        problems.AddRange(facts.Metadata.Where(fact => fact.Value.Required && !given.ContainsKey(fact.Key)).Select(fact => $"{fact.Key} is missing"));
        foreach (var (name, item) in given)
        {
            if (!known.TryGetValue(name, out var fact))
                problems.Add($"{name} is unknown to the type");
            else if (item["value"] is { } value && WhyWrong(name, Text(value), fact) is { } reason)
                problems.Add($"{name}: {reason}");
        }
    }

    private static bool Suits(KeyValuePair<string, MetadataFact> fact, Dictionary<string, JsonObject> given) => !given.TryGetValue(fact.Key, out var item)
        ? !fact.Value.Required
        : fact.Value.AllowedValues.Count == 0 || item["value"] is not { } value || fact.Value.AllowedValues.Contains(Text(value));

    private static string? WhyWrong(string name, string value, MetadataFact fact)
    {
        if ((fact.Sensitive || SecretName().IsMatch(name)) && value.Length > 0)
            return "a secret stands in the file";
        if (fact.AllowedValues.Count > 0 && !fact.AllowedValues.Contains(value))
            return $"{value} is none of {string.Join(", ", fact.AllowedValues)}";
        var right = fact.Type switch
        {
            "bool" => value is "true" or "false",
            "number" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "duration" => GoDuration.TryParse(value, out _),
            "bytesize" => ByteQuantity.TryParse(value, out _),
            _ => value.Length > 0,
        };
        return right ? null : $"\"{value}\" is no {(fact.Type.Length > 0 ? fact.Type : "value")}";
    }

    private static IEnumerable<JsonObject> Items(JsonObject? spec) => (spec?["metadata"] as JsonArray ?? []).OfType<JsonObject>();

    private static string Name(JsonObject item) => Text(item["name"]);

    private static string Text(JsonNode? value) => value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    [GeneratedRegex("(password|secret|token|privatekey|clientkey)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
