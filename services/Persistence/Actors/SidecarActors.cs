using System.Net.Http.Json;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Dapr.Actors.Runtime;
using Microsoft.Extensions.Options;

namespace DaprShop.Persistence.Actors;

/// <summary>What the watchdog asks of the sidecar (Dapr HTTP API: actors, metadata, shutdown).</summary>
internal sealed class SidecarActors : IDisposable
{
    // Nobody's: a sidecar that has the type at hand refuses the transaction, in which there is nothing, without asking a store.
    private const string Nobody = "watchdog";
    private const int MaxAnswerBytes = 1024 * 1024;
    private const string ForceHeader = "dapr-force-shutdown";

    private readonly HttpClient _http;

    /// <param name="options">Where the sidecar is: the SDK says so as soon as actors are mapped.</param>
    public SidecarActors(IOptions<ActorRuntimeOptions> options)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(options.Value.HttpEndpoint!),
            MaxResponseContentBufferSize = MaxAnswerBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Value.DaprApiToken is { Length: > 0 } token) _http.DefaultRequestHeaders.Add("dapr-api-token", token);
    }

    /// <summary>Asks something about a type of actor that waits as long as the sidecar holds its calls back.</summary>
    /// <exception cref="HttpRequestException">There is no sidecar.</exception>
    public async Task AskAsync(string actorType, CancellationToken cancellationToken)
    {
        using var nothing = new StringContent("[]", Encoding.UTF8, MediaTypeNames.Application.Json);
        using var answer = await _http.PostAsync($"/v1.0/actors/{actorType}/{Nobody}/state", nothing, cancellationToken);
    }

    /// <summary>Whether the sidecar knows itself that it cannot serve actors now, as while it has no placement service.</summary>
    public async Task<bool> KnowsOfTroubleAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync("/v1.0/metadata", cancellationToken);
        if (!answer.IsSuccessStatusCode) return false;
        try
        {
            var metadata = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            var runtime = metadata.GetProperty("actorRuntime");
            return !runtime.GetProperty("hostReady").GetBoolean()
                || (runtime.TryGetProperty("placement", out var placement) && placement.GetString() == "placement: disconnected");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false; // no word of it
        }
    }

    /// <summary>Asks the sidecar to end.</summary>
    /// <param name="force">Whether it ends at once, whatever is under way.</param>
    /// <returns>Whether it will.</returns>
    public async Task<bool> ShutDownAsync(bool force, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/shutdown");
        if (force) request.Headers.Add(ForceHeader, "true");
        using var answer = await _http.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();
}
