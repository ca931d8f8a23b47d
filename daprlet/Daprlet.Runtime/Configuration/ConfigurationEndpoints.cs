using System.Text.Json.Nodes;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Components.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Daprlet.Configuration;

/// <summary>The configuration building block over HTTP (Dapr HTTP API, configuration).</summary>
internal sealed class ConfigurationEndpoints(ConfigurationService configuration, SidecarServices services)
{
    private static readonly string[] Versions = ["v1.0", "v1.0-alpha1"];

    /// <summary>An app may subscribe in the moment before its sidecar has opened the channel to it.</summary>
    private bool HasApp => services.Options.AppPort is not null || services.App.Channel is not null;

    public void Map(RouteTable routes)
    {
        foreach (var version in Versions)
        {
            routes.Map("GET", $"/{version}/configuration/{{store}}", GetAsync);
            routes.Map("GET", $"/{version}/configuration/{{store}}/subscribe", SubscribeAsync);
            routes.Map("GET", $"/{version}/configuration/{{store}}/{{id}}/unsubscribe", UnsubscribeAsync);
        }
    }

    private async Task GetAsync(ApiContext context)
    {
        var result = await configuration.GetAsync(context["store"], Request(context), context.Aborted);
        await (result switch
        {
            { Error: { } error } => context.ErrorAsync(error),
            { Value: { Count: > 0 } items } => context.BytesAsync(ConfigurationJson.Bytes(ConfigurationJson.Items(items))),
            _ => context.NoContentAsync(),
        });
    }

    private async Task SubscribeAsync(ApiContext context)
    {
        var result = await configuration.SubscribeAsync(context["store"], Request(context), HasApp ? new AppConfigurationSubscriber(services.App, services.Resiliency) : null, context.Aborted);
        await (result.Error is { } error ? context.ErrorAsync(error) : context.JsonAsync(new { id = result.Value!.Id }));
    }

    /// <summary>A failure to unsubscribe has a shape of its own.</summary>
    private async Task UnsubscribeAsync(ApiContext context)
    {
        var result = await configuration.UnsubscribeAsync(context["store"], context["id"], context.Aborted);
        await (result.Error switch
        {
            null => context.JsonAsync(new { ok = true }),
            { Code: ConfigurationErrors.UnsubscribeCode } error => context.JsonAsync(new JsonObject { ["message"] = error.Message }, error.Status),
            var error => context.ErrorAsync(error),
        });
    }

    private static ConfigurationRequest Request(ApiContext context) => new([.. Keys(context.Request.QueryString)], context.QueryMetadata());

    /// <summary>Every parameter of that very name: its letter case counts.</summary>
    private static IEnumerable<string> Keys(QueryString query)
    {
        foreach (var parameter in new QueryStringEnumerable(query.Value))
        {
            if (parameter.DecodeName().Span.SequenceEqual("key"))
                yield return parameter.DecodeValue().ToString();
        }
    }
}
