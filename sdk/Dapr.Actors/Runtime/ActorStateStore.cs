using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapr.Actors.Communication;
using Dapr.Actors.Http;

namespace Dapr.Actors.Runtime;

/// <summary>The states of one actor as the sidecar has them.</summary>
internal sealed class ActorStateStore(ActorsApi sidecar, JsonSerializerOptions options, string actorType, ActorId actorId)
{
    private static readonly MediaTypeHeaderValue PlainText = new("text/plain", "utf-8");

    public async Task<bool> ContainsAsync(string name, CancellationToken cancellationToken) => await GetAsync(name, cancellationToken) is not null;

    /// <returns>Null if there is no such state.</returns>
    public async Task<TrackedState?> LoadAsync<T>(string name, CancellationToken cancellationToken) =>
        await GetAsync(name, cancellationToken) is (var json, var ttlExpireTime)
            ? new TrackedState(JsonSerializer.Deserialize<T>(json, options), typeof(T), StateChangeKind.None, ttlExpireTime)
            : null;

    /// <summary>Saves changes in one transaction.</summary>
    public Task SaveAsync(IReadOnlyCollection<KeyValuePair<string, TrackedState>> changes, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartArray();
            foreach (var (name, state) in changes)
                Write(writer, name, state);
            writer.WriteEndArray();
        }

        return sidecar.SendAsync(HttpMethod.Put, actorType, actorId, ["state"], body.WrittenSpan.ToArray(), PlainText, cancellationToken: cancellationToken);
    }

    private async Task<(byte[] Json, DateTimeOffset? TtlExpireTime)?> GetAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await sidecar.SendAsync(HttpMethod.Get, actorType, actorId, ["state", name], cancellationToken: cancellationToken);
        DateTimeOffset? ttlExpireTime = answer.Header(HeaderNames.TtlExpireTime) is { Length: > 0 } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null;
        return answer.Body.Length == 0 || ttlExpireTime <= DateTimeOffset.UtcNow ? null : (answer.Body, ttlExpireTime);
    }

    private void Write(Utf8JsonWriter writer, string name, TrackedState state)
    {
        writer.WriteStartObject();
        writer.WriteString("operation", state.IsRemoved ? "delete" : "upsert");
        writer.WriteStartObject("request");
        writer.WriteString("key", name);
        if (!state.IsRemoved)
            WriteValue(writer, state);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter writer, TrackedState state)
    {
        writer.WritePropertyName("value");
        JsonSerializer.Serialize(writer, state.Value, state.Type, options);
        if (state.TtlExpireTime is not { } time)
            return;

        writer.WriteStartObject("metadata");
        writer.WriteString("ttlInSeconds", $"{(int)Math.Ceiling((time - DateTimeOffset.UtcNow).TotalSeconds)}");
        writer.WriteEndObject();
    }
}
