using Daprlet.Components;
using Daprlet.Components.State;

namespace Daprlet.State;

/// <summary>How the keys of one store are prefixed (Dapr, metadata <c>keyPrefix</c>), so that apps that share a database do not meet.</summary>
public sealed class StateKeys
{
    private const string Separator = "||";

    private readonly string _prefix;

    /// <exception cref="ComponentException">The prefix cannot be told from a key.</exception>
    public StateKeys(ComponentContext context)
    {
        var strategy = (context.Metadata.Get("keyPrefix") ?? "").ToLowerInvariant();
        if (Check(strategy) is { } fault)
            throw new ComponentException(fault.Message);
        _prefix = strategy switch
        {
            "" or "appid" => context.AppId + Separator,
            "name" => context.Name + Separator,
            "namespace" => (context.Namespace.Length == 0 ? context.AppId : $"{context.Namespace}.{context.AppId}") + Separator,
            "none" => "",
            _ => strategy + Separator,
        };
    }

    /// <summary>The key as the backend gets it.</summary>
    public string Prefixed(string key) => _prefix + key;

    /// <summary>The key as the app knows it.</summary>
    public string Original(string prefixed) => prefixed[_prefix.Length..];

    /// <summary>Why a key cannot be used, or null.</summary>
    public static StateFault? Check(string key) => key.Contains(Separator, StringComparison.Ordinal)
        ? new StateFault(StateFaultKind.IllegalKey, $"input key/keyPrefix '{key}' can't contain '{Separator}'") { Key = key }
        : null;
}
