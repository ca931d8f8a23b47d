using System.Text.Json.Nodes;
using Daprlet.Components;

namespace Daprlet.Metadata;

/// <summary>Writes what a sidecar tells about itself as Dapr's HTTP API has it. Members without content are left out.</summary>
internal static class MetadataJson
{
    public static JsonObject Write(SidecarStatus status)
    {
        var json = new JsonObject { ["id"] = status.Id, ["runtimeVersion"] = DaprVersion.Runtime };
        AddUnlessEmpty(json, "enabledFeatures", status.EnabledFeatures.Select(feature => (JsonNode)feature));
        AddUnlessEmpty(json, "actors", status.Actors.Active.Select(Actors));
        AddUnlessEmpty(json, "components", status.Components.Select(Component));
        json["extended"] = new JsonObject(status.Extended.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value)));
        AddUnlessEmpty(json, "subscriptions", status.Subscriptions.Select(Subscription));
        AddUnlessEmpty(json, "httpEndpoints", status.HttpEndpoints.Select(Named));
        AddUnlessEmpty(json, "resiliencies", status.Resiliencies.Select(Named));
        json["appConnectionProperties"] = AppConnection(status.App);
        json["actorRuntime"] = ActorRuntime(status.Actors);
        return json;
    }

    private static void AddUnlessEmpty(JsonObject json, string name, IEnumerable<JsonNode> items)
    {
        var array = new JsonArray([.. items]);
        if (array.Count > 0)
            json[name] = array;
    }

    private static JsonObject Named(string name) => new() { ["name"] = name };

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

    private static JsonObject AppConnection(AppConnectionInfo app)
    {
        var json = new JsonObject();
        if (app.Port is { } port)
            json["port"] = port;
        json["protocol"] = app.Protocol;
        json["channelAddress"] = app.ChannelAddress;
        if (app.MaxConcurrency is { } limit)
            json["maxConcurrency"] = limit;
        if (app.Health is { } health)
            json["health"] = AppHealth(health);
        return json;
    }

    private static JsonObject AppHealth(AppHealthInfo health)
    {
        var json = new JsonObject();
        if (health.Path is not null)
            json["healthCheckPath"] = health.Path;
        json["healthProbeInterval"] = health.Interval;
        json["healthProbeTimeout"] = health.Timeout;
        json["healthThreshold"] = health.Threshold;
        return json;
    }
}
