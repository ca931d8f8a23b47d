namespace Daprlet.Resources;

/// <summary>A resource file cannot be used. The message names the file, the resource and the reason, and holds no secret.</summary>
public sealed class ResourceException : Exception
{
    public ResourceException(string? file, string? resource, string reason, Exception? inner = null)
        : base(string.Join(": ", new[] { file, resource is null ? null : SingleLine.Of(resource), reason }.Where(part => !string.IsNullOrEmpty(part))), inner)
    {
        File = file;
        Resource = resource;
        Reason = reason;
    }

    /// <summary>The file's path, when the resource came from one.</summary>
    public string? File { get; }

    /// <summary>The resource's name, when it is known.</summary>
    public string? Resource { get; }

    public string Reason { get; }

    /// <summary>Whether the reason is a name that is defined twice, which ends a sidecar also while it runs.</summary>
    public bool IsDuplicate { get; init; }
}
