using System.Text.Json;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Orders.Processing;

/// <summary>An event that is still to be published, as it will be published however often.</summary>
/// <param name="Type">Its CloudEvents type.</param>
/// <param name="Data">Its data.</param>
internal sealed record OutboxEntry(string Type, JsonElement Data)
{
    public static OutboxEntry Of(OrderLifeEvent happened) =>
        new(happened.Envelope().Type, JsonSerializer.SerializeToElement(happened, happened.GetType(), ShopJson.State));

    public OrderLifeEvent Read() => (OrderLifeEvent)Data.Deserialize(OrderEvents.Types[Type], ShopJson.State)!;
}
