using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Actors.Configuration;

/// <summary>What an app says of its actors (<c>GET /dapr/config</c>, or the first message of a stream), as it wrote it. Fields that are not there are null.</summary>
internal sealed class ActorConfiguration
{
    public List<string> Entities { get; set; } = [];

    /// <summary>A Go duration.</summary>
    public string? IdleTimeout { get; set; }

    /// <summary>A Go duration.</summary>
    public string? DrainTimeout { get; set; }

    public bool? DrainsRebalanced { get; set; }

    public bool IsReentrant { get; set; }

    public long? MaxStackDepth { get; set; }

    /// <summary>Settings for some of the types, in place of the general ones.</summary>
    public List<ActorConfiguration> PerEntity { get; init; } = [];

    /// <summary>Reads the first JSON value of a body, as Go decodes it into daprd's type.</summary>
    /// <exception cref="JsonException">The body is not what it should be.</exception>
    public static ActorConfiguration Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, GoJson.ReaderOptions);
        JsonField.Next(ref reader);
        return Read(ref reader);
    }

    private static ActorConfiguration Read(ref Utf8JsonReader reader)
    {
        var configuration = new ActorConfiguration();
        if (!JsonField.BeginObject(ref reader))
            return configuration;
        while (JsonField.NextMember(ref reader))
            configuration.ReadMember(ref reader);
        return configuration;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (JsonField.Is(ref reader, "entities"u8))
            Entities = JsonField.ReadStrings(ref reader, "an array of names");
        else if (JsonField.Is(ref reader, "actorIdleTimeout"u8))
            IdleTimeout = JsonField.ReadString(ref reader) ?? IdleTimeout;
        else if (JsonField.Is(ref reader, "drainOngoingCallTimeout"u8))
            DrainTimeout = JsonField.ReadString(ref reader) ?? DrainTimeout;
        else if (JsonField.Is(ref reader, "drainRebalancedActors"u8))
            DrainsRebalanced = JsonField.ReadBoolean(ref reader);
        else if (JsonField.Is(ref reader, "reentrancy"u8))
            ReadReentrancy(ref reader);
        else if (JsonField.Is(ref reader, "entitiesConfig"u8))
            ReadPerEntity(ref reader);
        else
            JsonField.Skip(ref reader);
    }

    private void ReadReentrancy(ref Utf8JsonReader reader)
    {
        JsonField.Next(ref reader);
        if (!JsonField.BeginObject(ref reader))
            return;
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "enabled"u8))
                IsReentrant = JsonField.ReadBoolean(ref reader) ?? IsReentrant;
            else if (JsonField.Is(ref reader, "maxStackDepth"u8))
                MaxStackDepth = JsonField.ReadInteger(ref reader);
            else
                JsonField.Skip(ref reader);
        }
    }

    private void ReadPerEntity(ref Utf8JsonReader reader)
    {
        PerEntity.Clear();
        JsonField.Next(ref reader);
        if (JsonField.IsNull(ref reader))
            return;
        JsonField.Expect(ref reader, JsonTokenType.StartArray, "an array of configurations");
        while (JsonField.Next(ref reader) != JsonTokenType.EndArray)
            PerEntity.Add(Read(ref reader));
    }
}
