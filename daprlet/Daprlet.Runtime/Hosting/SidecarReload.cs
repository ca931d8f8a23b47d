using System.Text.Json;
using Daprlet.Components;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>
/// Brings a running sidecar in line with its files, as Dapr's hot reload does. Components, Subscriptions, HTTPEndpoints and Resiliency are replaced in
/// place, where Dapr starts the whole sidecar anew for the latter two; a Configuration takes a new start.
/// </summary>
/// <param name="restart">Has the sidecar start anew.</param>
internal sealed partial class SidecarReload(SidecarOptions options, BuildingBlocks blocks, LoadedSidecar loaded, Action restart, ILogger logger)
{
    private readonly string _configuration = JsonSerializer.Serialize(loaded.Services.Configuration);
    private string _policies = PolicyText(loaded.Services.Resources);

    /// <summary>Takes what there is now.</summary>
    /// <exception cref="ResourceException">A folder cannot be used, or a name is defined twice; nothing has changed.</exception>
    /// <exception cref="ComponentException">A component failed that must not fail, which ends the sidecar.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (HasNewConfiguration())
        {
            restart();
            return;
        }
        var resources = ResourceSet.Load(options.ResourcesPaths, options.AppId, options.Namespace, e => LogSkipped(logger, e.Message));
        TakePolicies(resources);
        await blocks.ReloadAsync(resources, loaded.Components, cancellationToken);
        await TakeEndpointsAsync(resources, cancellationToken);
    }

    private bool HasNewConfiguration()
    {
        try
        {
            if (JsonSerializer.Serialize(SidecarLoader.ReadConfiguration(options)) == _configuration)
                return false;
            LogChanged(logger, "Configuration");
            return true;
        }
        catch (ResourceException e)
        {
            LogConfigurationKept(logger, e.Message);
            return false;
        }
    }

    private void TakePolicies(ResourceSet resources)
    {
        var text = PolicyText(resources);
        if (text == _policies)
            return;
        _policies = text;
        LogChanged(logger, ResiliencyLoader.Kind);
        loaded.Services.Resiliency.Replace(ResiliencyLoader.Read(resources.Documents, options.AppId, loaded.PolicyTools));
    }

    private async Task TakeEndpointsAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        try
        {
            if (await loaded.Endpoints.LoadAsync(resources.HttpEndpoints, cancellationToken))
                LogChanged(logger, "HTTPEndpoint");
        }
        catch (ComponentException e)
        {
            LogEndpointsKept(logger, e.Message);
        }
    }

    private static string PolicyText(ResourceSet resources) =>
        string.Join('\n', resources.Documents.Where(document => document.Kind == ResiliencyLoader.Kind).Select(document => $"{document.IsFirst} {document.Root.ToJsonString()}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resource is passed over: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Received {Kind} changes, which are taken")]
    private static partial void LogChanged(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "The Configuration has changed and cannot be used, the one before still counts: {Reason}")]
    private static partial void LogConfigurationKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "HTTPEndpoints have changed and cannot be used, those before still count: {Reason}")]
    private static partial void LogEndpointsKept(ILogger logger, string reason);
}
