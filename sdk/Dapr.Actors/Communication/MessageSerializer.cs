using System.Text.Json;

namespace Dapr.Actors.Communication;

/// <summary>Writes and reads the bodies of strongly typed calls: one message body, wrapped.</summary>
internal abstract class MessageSerializer
{
    private static readonly DataContractMessageSerializer DataContract = new();

    public static MessageSerializer Create(bool useJson, JsonSerializerOptions options) => useJson ? new JsonMessageSerializer(options) : DataContract;

    public abstract byte[] Serialize(object body);

    /// <returns>Null if the wrapping is empty.</returns>
    public abstract object? Deserialize(byte[] message, Type bodyType);
}
