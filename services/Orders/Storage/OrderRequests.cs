using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>A request to place an order, known again by its idempotency key.</summary>
/// <param name="BodyHash">What was asked for, as a hash.</param>
/// <param name="OrderId">The order that it became, or is to become.</param>
/// <param name="Content">What the order buys, at the prices of the first time that it was asked for.</param>
/// <param name="FirstAnswer">The order as it was answered first; null until then.</param>
internal sealed record OrderRequest(string BodyHash, Guid OrderId, OrderContent Content, Order? FirstAnswer = null) : CreateOnlyValue;

/// <summary>Requests in the state store: one key for each idempotency key of a customer, never deleted.</summary>
internal sealed class OrderRequests(DaprClient dapr, IOptions<OrdersOptions> options)
{
    /// <summary>A hash of what a draft says, whatever its JSON looked like.</summary>
    public static string HashOf(OrderDraft draft) => Hash(JsonSerializer.SerializeToUtf8Bytes(draft, ShopJson.State));

    /// <summary>A hash of an idempotency key.</summary>
    public static string HashOf(string idempotencyKey) => Hash(Encoding.UTF8.GetBytes(idempotencyKey));

    /// <summary>The request that stands for the key; null if the key is new.</summary>
    public async Task<OrderRequest?> FindAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken) =>
        await dapr.GetStateAsync<OrderRequest?>(
            options.Value.StateStore, Key(userId, idempotencyKey), ConsistencyMode.Strong, cancellationToken: cancellationToken);

    /// <summary>Lets the key stand for a request unless it does for another, and gives the one that it stands for.</summary>
    public async Task<OrderRequest> CreateAsync(
        Guid userId, string idempotencyKey, OrderRequest request, CancellationToken cancellationToken) =>
        (await dapr.CreateOnlyAsync(options.Value.StateStore, Key(userId, idempotencyKey), request, cancellationToken)).Value;

    /// <summary>Notes the first answer to a request, unless one is noted, and gives the noted one.</summary>
    public async Task<Order> AnswerAsync(Guid userId, string idempotencyKey, Order answer, CancellationToken cancellationToken)
    {
        var request = await dapr.UpdateStateAsync<OrderRequest>(options.Value.StateStore, Key(userId, idempotencyKey),
            stands => stands.FirstAnswer is null ? stands with { FirstAnswer = answer } : stands, cancellationToken);
        return request?.FirstAnswer ?? answer;
    }

    private static string Key(Guid userId, string idempotencyKey) => $"order-request-{userId}-{HashOf(idempotencyKey)}";

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
