using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Resiliency;

/// <summary>Reads Resiliency resources as daprd does: one a file, its first document; a resource that is wrong in any way is logged and counts for nothing.</summary>
internal static partial class ResiliencyLoader
{
    public const string Kind = "Resiliency";

    /// <param name="documents">The documents of a sidecar's resource folders.</param>
    public static ResiliencyPolicies Load(IEnumerable<ResourceDocument> documents, string appId, PolicyTools tools) => new(Read(documents, appId, tools));

    /// <inheritdoc cref="Load"/>
    public static PolicySet Read(IEnumerable<ResourceDocument> documents, string appId, PolicyTools tools)
    {
        var manifests = Decode(documents, e => LogUnreadable(tools.Logger, e.Message)).Where(manifest => ResourceSet.InScope(manifest.Scopes, appId)).ToList();
        return new PolicySet(Parse(manifests, e => LogUnusable(tools.Logger, e.Resource, e.Message)).Select(loaded => Noted(loaded.Manifest, loaded.Definitions, tools)), tools)
        {
            Resources = [.. manifests.Select(manifest => manifest.Metadata).DistinctBy(metadata => metadata.Name)],
        };
    }

    private static PolicyDefinitions Noted(ResiliencyManifest manifest, PolicyDefinitions definitions, PolicyTools tools)
    {
        LogLoading(tools.Logger, manifest.Name);
        foreach (var warning in definitions.Warnings)
            LogWarning(tools.Logger, warning);
        tools.Metrics.Loaded(manifest.Metadata);
        return definitions;
    }

    internal static IEnumerable<ResiliencyManifest> Decode(IEnumerable<ResourceDocument> documents, Action<ResourceException> onBroken)
    {
        foreach (var document in documents.Where(document => document.Kind == Kind && document.IsFirst))
        {
            ResiliencyManifest? manifest = null;
            try
            {
                manifest = document.Decode<ResiliencyManifest>() with { File = document.File };
            }
            catch (ResourceException e)
            {
                onBroken(e);
            }
            if (manifest is not null)
                yield return manifest;
        }
    }

    internal static IEnumerable<(ResiliencyManifest Manifest, PolicyDefinitions Definitions)> Parse(IEnumerable<ResiliencyManifest> manifests, Action<ResourceException> onBroken)
    {
        foreach (var manifest in manifests)
        {
            PolicyDefinitions? definitions = null;
            try
            {
                definitions = PolicyParser.Parse(manifest);
            }
            catch (ResourceException e)
            {
                onBroken(e);
            }
            if (definitions is not null)
                yield return (manifest, definitions);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading Resiliency configuration: {Name}")]
    private static partial void LogLoading(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not parse resiliency file: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not read resiliency policy {Name}: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string? name, string reason);
}
