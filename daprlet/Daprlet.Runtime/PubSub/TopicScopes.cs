using Daprlet.Components;

namespace Daprlet.PubSub;

/// <summary>Which topics of a component an app may publish or subscribe to (Dapr: publishingScopes, subscriptionScopes, allowedTopics, protectedTopics).</summary>
internal sealed class TopicScopes
{
    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _protected;
    private readonly HashSet<string>? _publishing;
    private readonly HashSet<string>? _subscribing;

    public TopicScopes(ComponentMetadata metadata, string appId)
    {
        _allowed = Topics(metadata.Get("allowedTopics"));
        _protected = Topics(metadata.Get("protectedTopics"));
        _publishing = ScopeOf(metadata.Get("publishingScopes"), appId);
        _subscribing = ScopeOf(metadata.Get("subscriptionScopes"), appId);
    }

    public bool MayPublish(string topic) => Allows(topic, _publishing);

    public bool MaySubscribe(string topic) => Allows(topic, _subscribing);

    private bool Allows(string topic, HashSet<string>? scope)
    {
        if (_allowed.Count > 0 && !_allowed.Contains(topic))
            return false;
        return scope is null ? !_protected.Contains(topic) : scope.Contains(topic);
    }

    /// <summary>The app's topics in <c>app1=t1,t2;app2=</c>, from every place where it stands, or null when the app is not listed.</summary>
    private static HashSet<string>? ScopeOf(string? scopes, string appId)
    {
        HashSet<string>? topics = null;
        foreach (var scope in Split(scopes, ';'))
        {
            if (scope.Split('=') is [var app, var list, ..] && app == appId)
                (topics ??= []).UnionWith(Topics(list));
        }
        return topics;
    }

    /// <summary>The topics of a list. One that is written, but names none, is a list of a topic without a name: it allows no other.</summary>
    private static HashSet<string> Topics(string? list) => [.. Split(list, ',')];

    private static string[] Split(string? list, char separator) => list?.Replace(" ", "", StringComparison.Ordinal).Split(separator) ?? [];
}
