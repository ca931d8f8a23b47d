using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using Dapr.Client;

namespace Dapr.Actors.Http;

/// <summary>Sends requests to the actors API of the sidecar.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The client does not own its handler, and has nothing else to dispose of.")]
internal sealed class ActorsApi
{
    private static readonly SocketsHttpHandler SharedHandler = new();
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _client;
    private readonly string _endpoint;

    /// <param name="timeout">How long a call may take, its answer included; 100 seconds if not said, as for any <see cref="HttpClient"/>.</param>
    public ActorsApi(string endpoint, string? apiToken, TimeSpan? timeout, HttpMessageHandler? handler)
    {
        _endpoint = endpoint.TrimEnd('/');
        _client = new HttpClient(handler ?? SharedHandler, disposeHandler: false);
        _client.Timeout = timeout ?? _client.Timeout;
        ApiToken.AddTo(_client.DefaultRequestHeaders, apiToken);
    }

    /// <summary>Sends a request to what belongs to an actor, which is named by the last segments of the path.</summary>
    /// <exception cref="DaprApiException">The sidecar answered with an error.</exception>
    /// <exception cref="AuthenticationException">The sidecar wants another API token.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<ActorsApiAnswer> SendAsync(
        HttpMethod method,
        string actorType,
        ActorId actorId,
        string[] segments,
        byte[]? body = null,
        MediaTypeHeaderValue? contentType = null,
        Action<HttpRequestHeaders>? addHeaders = null,
        CancellationToken cancellationToken = default)
    {
        var path = new SidecarPath("v1.0", "actors", [actorType, actorId.ToString(), .. segments]);
        using var request = new HttpRequestMessage(method, new Uri(_endpoint + path, Verbatim));
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = contentType } };
        addHeaders?.Invoke(request.Headers);

        using var response = await _client.SendAsync(request, cancellationToken);
        var answer = new ActorsApiAnswer(response.Headers, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return response.IsSuccessStatusCode ? answer : throw Failure(response.StatusCode, answer.Body);
    }

    private static Exception Failure(HttpStatusCode status, byte[] body)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new AuthenticationException("Invalid client credentials");

        const string unknown = "ServerErrorNoMeaningFulResponse";
        try
        {
            return (body.Length == 0 ? null : JsonSerializer.Deserialize<Error>(body, JsonSerializerOptions.Web)) switch
            {
                { } error => new DaprApiException(error.Message, error.ErrorCode, isTransient: false),
                null when status == HttpStatusCode.NotFound => new DaprApiException("ErrorMessageHTTP404", "ERR_DOES_NOT_EXIST", isTransient: false),
                null => new DaprApiException(unknown),
            };
        }
        catch (JsonException exception)
        {
            return new DaprApiException(unknown, exception);
        }
    }

    private sealed record Error(string? ErrorCode, string? Message);
}
