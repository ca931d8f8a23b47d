using DaprShop.Contracts;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Baskets.Domain;

/// <summary>What a request to check out was answered, and is answered whenever it is repeated.</summary>
/// <param name="ShippingAddress">Where the order was to go.</param>
/// <param name="OrderId">The order that came of it.</param>
/// <param name="IsRejected">Whether the order was rejected, and the basket kept.</param>
/// <param name="Body">What Orders said: the order, or the problem. As text, since some stores sort the members of JSON.</param>
public sealed record CheckoutAnswer(ShippingAddress ShippingAddress, Guid OrderId, bool IsRejected, string Body) : CreateOnlyValue;
