#nullable disable annotations
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Dapr.Actors.Seralization;

namespace Dapr.Actors;

/// <summary>
/// Names one actor among those of its type. Ids that differ in case alone are equal here, as in the genuine SDK, although the sidecar
/// tells them apart.
/// </summary>
[JsonConverter(typeof(ActorIdJsonConverter))]
[DataContract(Name = "ActorId")]
public class ActorId
{
    [DataMember(Name = "ActorId", Order = 0, IsRequired = true)]
    private readonly string _id;

    /// <exception cref="ArgumentException">The id is null, empty or white space.</exception>
    public ActorId(string id)
    {
        if (string.IsNullOrWhiteSpace(id))
            throw new ArgumentException("The value cannot be null, empty or white spaces.", nameof(id));

        _id = id;
    }

    public static bool operator ==(ActorId id1, ActorId id2) => id1 is null ? id2 is null : id1.Equals(id2);

    public static bool operator !=(ActorId id1, ActorId id2) => !(id1 == id2);

    /// <summary>An id that no other actor has: a random GUID.</summary>
    public static ActorId CreateRandom() => new(Guid.NewGuid().ToString());

    public string GetId() => _id;

    public override string ToString() => _id;

    public override int GetHashCode() => _id.GetHashCode(StringComparison.Ordinal);

    public override bool Equals(object obj) => obj?.GetType() == typeof(ActorId) && Equals((ActorId)obj);

    public bool Equals(ActorId other) => other is not null && string.Equals(_id, other._id, StringComparison.OrdinalIgnoreCase);

    public int CompareTo(ActorId other) => other is null ? 1 : string.Compare(_id, other._id, StringComparison.OrdinalIgnoreCase);
}
