using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Daprlet.Apps;
using Daprlet.Resiliency;

namespace Daprlet.Configuration;

/// <summary>The app behind the sidecar, which gets updates over HTTP (Dapr: <c>POST /configuration/{store}/{key}</c>, to be answered with 200).</summary>
internal sealed class AppConfigurationSubscriber(AppConnection app, ResiliencyPolicies resiliency) : IConfigurationSubscriber
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <exception cref="HttpRequestException">The app did not take it, the last time either.</exception>
    /// <exception cref="PolicyException">The component's inbound policy gave up.</exception>
    public async Task UpdateAsync(ConfigurationUpdate update, CancellationToken cancellationToken)
    {
        var policy = resiliency.ForComponent(update.Store, ComponentKind.Configuration, ComponentDirection.Inbound);
        var status = await policy.RunAsync(token => SendAsync(update, token), cancellationToken, code => code == HttpStatusCode.OK ? AttemptOutcome.Success : AttemptOutcome.Failed());
        if (status != HttpStatusCode.OK)
            throw new HttpRequestException($"the app answered {(int)status}", null, status);
    }

    private async Task<HttpStatusCode> SendAsync(ConfigurationUpdate update, CancellationToken cancellationToken)
    {
        if (app.Channel is not HttpAppChannel { IsHealthy: true } channel)
            throw new HttpRequestException("the app is not in a healthy state");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(channel.BaseAddress, AppPath.Clean($"configuration/{Escape(update.Store)}/{Escape(update.Key)}")));
        request.Content = new ByteArrayContent(Body(update)) { Headers = { ContentType = Json } };
        using var response = await channel.SendAsync(request, cancellationToken);
        return response.Message.StatusCode;
    }

    private static byte[] Body(ConfigurationUpdate update)
    {
        var items = new JsonObject { [update.Key] = ConfigurationJson.Item(update.Item) };
        return ConfigurationJson.Bytes(new JsonObject { ["id"] = update.SubscriptionId, ["items"] = items });
    }

    /// <summary>A slash in a key stays one, as in Dapr.</summary>
    private static string Escape(string text) => string.Join('/', text.Split('/').Select(Uri.EscapeDataString));
}
