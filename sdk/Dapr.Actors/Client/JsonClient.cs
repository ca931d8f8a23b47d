using System.Net.Http.Headers;
using System.Text.Json;
using Dapr.Actors.Http;

namespace Dapr.Actors.Client;

/// <summary>Calls methods of one actor by name: argument and result are plain JSON.</summary>
internal sealed class JsonClient(ActorsApi sidecar, JsonSerializerOptions options, string actorType, ActorId actorId)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    public async Task<TResponse> InvokeAsync<TRequest, TResponse>(string method, TRequest data, CancellationToken cancellationToken) =>
        Read<TResponse>(await SendAsync(method, Write(data), cancellationToken));

    public async Task<TResponse> InvokeAsync<TResponse>(string method, CancellationToken cancellationToken) =>
        Read<TResponse>(await SendAsync(method, null, cancellationToken));

    public Task InvokeAsync<TRequest>(string method, TRequest data, CancellationToken cancellationToken) =>
        SendAsync(method, Write(data), cancellationToken);

    public Task InvokeAsync(string method, CancellationToken cancellationToken) =>
        SendAsync(method, null, cancellationToken);

    private async Task<byte[]> SendAsync(string method, byte[]? body, CancellationToken cancellationToken)
    {
        var answer = await sidecar.SendAsync(HttpMethod.Put, actorType, actorId, ["method", method], body, Json, ReentrancyContext.AddTo, cancellationToken);
        return answer.Body;
    }

    private byte[] Write<TRequest>(TRequest data) => JsonSerializer.SerializeToUtf8Bytes(data, options);

    private TResponse Read<TResponse>(byte[] body) => JsonSerializer.Deserialize<TResponse>(body, options)!;
}
