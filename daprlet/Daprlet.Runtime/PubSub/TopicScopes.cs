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
        _allowed = Topics(metadata.Get("allowedTopics") ?? "");
        _protected = Topics(metadata.Get("protectedTopics") ?? "");
        _publishing = ScopeOf(metadata.Get("publishingScopes") ?? "", appId);
        _subscribing = ScopeOf(metadata.Get("subscriptionScopes") ?? "", appId);
    }

    public bool MayPublish(string topic) => Allows(topic, _publishing);

    public bool MaySubscribe(string topic) => Allows(topic, _subscribing);

    private bool Allows(string topic, HashSet<string>? scope)
    {
        if (_allowed.Count > 0 && !_allowed.Contains(topic))
            return false;
        return scope is null ? !_protected.Contains(topic) : scope.Contains(topic);
    }

    /// <summary>The app's topics in <c>app1=t1,t2;app2=</c>, or null when the app is not listed.</summary>
    private static HashSet<string>? ScopeOf(string scopes, string appId)
    {
        foreach (var scope in scopes.Split(';'))
        {
            if (scope.Split('=') is [var app, var topics] && app.Trim() == appId)
                return Topics(topics);
        }
        return null;
    }

    private static HashSet<string> Topics(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
