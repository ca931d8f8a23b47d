using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.Sidecars;

namespace Daprlet.Metadata;

/// <summary>What a sidecar tells about itself, whatever the transport. Members without content are left out, as in Dapr.</summary>
internal sealed class SidecarMetadata(SidecarServices services, IReadOnlyList<ISubscriptionSource> sources, IActorStatusSource actors)
{
    private const string RuntimeVersionKey = "daprRuntimeVersion";
    private const int MaxExtended = 1000;

    private readonly ConcurrentDictionary<string, string> _extended = new();

    /// <summary>Remembers a value under a name of the app's choice; false when there are too many.</summary>
    public bool TrySet(string key, string value)
    {
        if (_extended.Count >= MaxExtended && !_extended.ContainsKey(key))
            return false;
        _extended[key] = value;
        return true;
    }

    public JsonObject ToJson()
    {
        var options = services.Options;
        var json = new JsonObject { ["id"] = options.AppId, ["runtimeVersion"] = DaprVersion.Runtime };
        AddUnlessEmpty(json, "enabledFeatures", services.Configuration.Features.Where(feature => feature.Enabled).Select(feature => (JsonNode)feature.Name));
        AddUnlessEmpty(json, "actors", actors.Status.Active.Select(Actors));
        AddUnlessEmpty(json, "components", services.Components.All.Select(Component));
        json["extended"] = Extended();
        AddUnlessEmpty(json, "subscriptions", sources.SelectMany(source => source.Subscriptions).Select(Subscription));
        AddUnlessEmpty(json, "httpEndpoints", services.Resources.HttpEndpoints.Select(endpoint => new JsonObject { ["name"] = endpoint.Name }));
        AddUnlessEmpty(json, "resiliencies", services.Resiliency.Resources.Select(resource => new JsonObject { ["name"] = resource.Name }));
        json["appConnectionProperties"] = AppConnection(options);
        json["actorRuntime"] = ActorRuntime(actors.Status);
        return json;
    }

    private static void AddUnlessEmpty(JsonObject json, string name, IEnumerable<JsonNode> items)
    {
        var array = new JsonArray([.. items]);
        if (array.Count > 0)
            json[name] = array;
    }

    private static JsonObject ActorRuntime(ActorStatus status)
    {
        var json = new JsonObject { ["runtimeStatus"] = status.RuntimeStatus };
        AddUnlessEmpty(json, "activeActors", status.Active.Select(Actors));
        json["hostReady"] = status.IsHostReady;
        if (status.Placement.Length > 0)
            json["placement"] = status.Placement;
        return json;
    }

    private static JsonObject Actors(ActiveActors actors)
    {
        var json = new JsonObject { ["type"] = actors.Type };
        if (actors.Count > 0)
            json["count"] = actors.Count;
        return json;
    }

    private static JsonObject Component(LoadedComponent component)
    {
        var json = new JsonObject { ["name"] = component.Name, ["type"] = component.Manifest.Spec.Type };
        if (component.Manifest.Spec.Version.Length > 0)
            json["version"] = component.Manifest.Spec.Version;
        AddUnlessEmpty(json, "capabilities", component.Instance.Features.Select(feature => (JsonNode)feature));
        return json;
    }

    private JsonObject Extended()
    {
        var json = new JsonObject();
        foreach (var (key, value) in _extended.OrderBy(item => item.Key, StringComparer.Ordinal))
            json[key] = value;
        json[RuntimeVersionKey] = DaprVersion.Runtime;
        return json;
    }

    private static JsonObject Subscription(SubscriptionInfo subscription)
    {
        var json = new JsonObject { ["pubsubname"] = subscription.PubSubName, ["topic"] = subscription.Topic };
        if (subscription.Metadata.Count > 0)
            json["metadata"] = new JsonObject(subscription.Metadata.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value)));
        AddUnlessEmpty(json, "rules", subscription.Rules.Select(Rule));
        json["deadLetterTopic"] = subscription.DeadLetterTopic;
        json["type"] = subscription.Type;
        return json;
    }

    private static JsonObject Rule(SubscriptionRuleInfo rule)
    {
        var json = new JsonObject();
        if (rule.Match.Length > 0)
            json["match"] = rule.Match;
        if (rule.Path.Length > 0)
            json["path"] = rule.Path;
        return json;
    }

    private static JsonObject AppConnection(SidecarOptions options)
    {
        var json = new JsonObject();
        if (options.AppPort is { } port)
            json["port"] = port;
        json["protocol"] = options.AppProtocol;
        json["channelAddress"] = options.AppChannelAddress;
        if (options.AppMaxConcurrency > 0)
            json["maxConcurrency"] = options.AppMaxConcurrency;
        if (options.AppHealth is { } health)
            json["health"] = AppHealth(options, health);
        return json;
    }

    /// <summary>An app that speaks gRPC has no path for its health.</summary>
    private static JsonObject AppHealth(SidecarOptions options, AppHealthOptions health)
    {
        var json = new JsonObject();
        if (!options.IsGrpcApp)
            json["healthCheckPath"] = health.Path;
        json["healthProbeInterval"] = Duration(health.Interval);
        json["healthProbeTimeout"] = Duration(health.Timeout);
        json["healthThreshold"] = health.Threshold;
        return json;
    }

    /// <summary>As Go writes durations of up to a minute: <c>5s</c>, <c>1.5s</c>, <c>500ms</c>.</summary>
    private static string Duration(TimeSpan duration) => duration < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.######}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#########}s");
}
