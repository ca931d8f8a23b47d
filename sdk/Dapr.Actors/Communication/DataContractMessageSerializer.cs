using System.Collections.Concurrent;
using System.Runtime.Serialization;
using System.Xml;

namespace Dapr.Actors.Communication;

/// <summary>Bodies as binary XML of data contracts.</summary>
internal sealed class DataContractMessageSerializer : MessageSerializer
{
    private readonly ConcurrentDictionary<Type, DataContractSerializer> _serializers = new();

    public override byte[] Serialize(object body)
    {
        using var message = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(message, null, null, ownsStream: false))
            SerializerFor(body.GetType()).WriteObject(writer, new WrappedBody { Value = body });

        return message.ToArray();
    }

    public override object? Deserialize(byte[] message, Type bodyType)
    {
        using var reader = XmlDictionaryReader.CreateBinaryReader(message, XmlDictionaryReaderQuotas.Max);
        return ((WrappedBody?)SerializerFor(bodyType).ReadObject(reader))?.Value;
    }

    private DataContractSerializer SerializerFor(Type bodyType) => _serializers.GetOrAdd(bodyType, static type =>
    {
        var serializer = new DataContractSerializer(typeof(WrappedBody), [typeof(ActorReference), type]);
        serializer.SetSerializationSurrogateProvider(new ActorSurrogates());
        return serializer;
    });

    [DataContract(Name = "WrappedMsgBody", Namespace = DataContracts.Namespace)]
    private sealed class WrappedBody
    {
        [DataMember(Name = "value", IsRequired = true, Order = 1)]
        public object? Value { get; set; }
    }
}
