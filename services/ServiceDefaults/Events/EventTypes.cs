using System.Text.Json;
using System.Text.RegularExpressions;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.ServiceDefaults.Events;

/// <summary>Reads the data of events whose type ends in a major version, <c>.v1</c>.</summary>
public static partial class EventTypes
{
    /// <summary>Reads an event's data.</summary>
    /// <param name="received">The event.</param>
    /// <param name="types">The record for each type that is known.</param>
    /// <returns>
    /// The data; or why there is none: the type is of no interest (done), or another major version of one that is, or its
    /// data is not what the contract says (both refused).
    /// </returns>
    public static (T? Data, EventOutcome Outcome) Read<T>(this ReceivedEvent received, IReadOnlyDictionary<string, Type> types) where T : class
    {
        if (!types.TryGetValue(received.Type, out var record))
        {
            var isOtherVersion = types.Keys.Any(known => NameOf(known) == NameOf(received.Type));
            return (null, isOtherVersion ? EventOutcome.Refuse("unsupported_version") : EventOutcome.Done);
        }

        try
        {
            return received.Data.ValueKind == JsonValueKind.Object && received.Data.Deserialize(record, ShopJson.Events) is T data
                ? (data, EventOutcome.Done)
                : (null, EventOutcome.Refuse("malformed_data"));
        }
        catch (JsonException)
        {
            return (null, EventOutcome.Refuse("malformed_data"));
        }
    }

    private static string NameOf(string type) => Version().Replace(type, "");

    [GeneratedRegex(@"\.v[^.]*$")]
    private static partial Regex Version();
}
