using Daprlet.Components;

namespace Daprlet.Locks;

/// <summary>How the resources of one store are prefixed (Dapr, metadata <c>keyPrefix</c>), so that apps that share a backend do not meet unless they want to.</summary>
internal sealed class LockKeys
{
    private const string Separator = "||";

    private readonly string _prefix;

    /// <exception cref="ComponentException">The prefix cannot be told from a resource.</exception>
    public LockKeys(ComponentContext context)
    {
        var strategy = (context.Metadata.Get("keyPrefix") ?? "appid").ToLowerInvariant();
        if (Check(strategy) is { } problem)
            throw new ComponentException($"failed to save lock keyprefix: {problem}");
        _prefix = strategy switch
        {
            "appid" => Join("lock", context.AppId),
            "name" => Join("lock", context.Name),
            "none" => Join("lock"),
            _ => Join("lock", strategy),
        };
    }

    /// <summary>The resource as the backend gets it.</summary>
    public string Prefixed(string resourceId) => _prefix + resourceId;

    /// <summary>Why a resource cannot be locked, or null.</summary>
    public static string? Check(string resourceId) =>
        resourceId.Contains(Separator, StringComparison.Ordinal) ? $"input key/keyPrefix '{resourceId}' can't contain '{Separator}'" : null;

    private static string Join(params ReadOnlySpan<string?> parts) => string.Join(Separator, parts) + Separator;
}
