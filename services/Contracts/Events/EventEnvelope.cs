namespace DaprShop.Contracts.Events;

/// <summary>What an event is published with, beside its data (CloudEvents 1.0).</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Type">What happened, with the major version of the data: <c>shop.order.paid.v1</c>.</param>
/// <param name="Id">The same whenever the event is published again, and another for every other event.</param>
/// <param name="Subject">What it happened to; events of one subject stay in order where the broker can do that.</param>
public sealed record EventEnvelope(string Topic, string Type, string Id, string Subject);
