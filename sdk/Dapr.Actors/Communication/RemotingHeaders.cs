using System.Runtime.Serialization;

namespace Dapr.Actors.Communication;

/// <summary>Names the target of a strongly typed call; it travels as XML in the header <see cref="HeaderNames.Request"/>.</summary>
[DataContract(Name = "ActorHeader", Namespace = DataContracts.Namespace)]
internal sealed class RequestHeader
{
    [DataMember(IsRequired = true, Order = 0)]
    public int MethodId { get; set; }

    [DataMember(IsRequired = true, Order = 1)]
    public int InterfaceId { get; set; }

    [DataMember(EmitDefaultValue = false, Order = 2)]
    public string? InvocationId { get; set; }

    [DataMember(Order = 3)]
    public ActorId? ActorId { get; set; }

    [DataMember(Order = 4)]
    public string? CallContext { get; set; }

    [DataMember(IsRequired = true, Order = 5)]
    public Dictionary<string, byte[]> Headers { get; set; } = [];

    [DataMember(Order = 6)]
    public string? MethodName { get; set; }

    [DataMember(Order = 7)]
    public string? ActorType { get; set; }
}

/// <summary>Says that a method threw; it travels as XML in the header <see cref="HeaderNames.ErrorResponse"/>.</summary>
[DataContract(Name = "ActorResponseMessageHeaders", Namespace = DataContracts.Namespace)]
internal sealed class ResponseHeader
{
    [DataMember(IsRequired = true, Order = 2)]
    public Dictionary<string, byte[]> Headers { get; set; } = [];
}
