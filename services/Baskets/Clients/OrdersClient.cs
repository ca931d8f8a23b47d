using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapr.Client;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Clients;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.Extensions.Options;

namespace DaprShop.Baskets.Clients;

/// <summary>What baskets need of Orders: its public API, in the customer's name.</summary>
internal sealed class OrdersClient : IDisposable
{
    private const string UnavailableCode = "orders_unavailable";
    private const int MaxAnswerBytes = 1024 * 1024;

    // Conflicts of which no order comes.
    private static readonly string[] NoOrderCodes = [ErrorCodes.TooManyUnpaidOrders, ErrorCodes.TooManyUnpaidPieces, ErrorCodes.UnpaidForTooLong];

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly ServiceClient _orders;

    public OrdersClient(DaprClient dapr, IOptions<BasketsOptions> options)
    {
        _http = dapr.CreateInvokableHttpClient(options.Value.OrdersApp);
        _http.Timeout = Timeout;
        _http.MaxResponseContentBufferSize = MaxAnswerBytes;
        _orders = new ServiceClient(_http, UnavailableCode);
    }

    /// <summary>Asks for an order, or learns what came of asking before.</summary>
    /// <param name="accessToken">The customer's, which Orders verifies for itself.</param>
    /// <param name="checkoutId">Stands for at most one order.</param>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Ends the call; whether there is an order is then unknown.</param>
    /// <exception cref="ServiceUnavailableException">It is unknown whether there is an order, or will be.</exception>
    public async Task<OrderReply> PlaceAsync(string accessToken, Guid checkoutId, PlaceOrder order, CancellationToken cancellationToken)
    {
        using var response = await _orders.SendAsync(() => CreateRequest(accessToken, checkoutId, order), cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Created:
                var placed = await ReadAsync<JsonElement>(response, cancellationToken);
                return new OrderReply.Placed(placed.GetProperty("id").GetGuid(), placed.GetRawText());
            case HttpStatusCode.BadRequest:
                return new OrderReply.Refused((await ReadAsync<InvalidOrder>(response, cancellationToken)).Errors ?? []);
            case HttpStatusCode.UnprocessableEntity:
                return new OrderReply.KeyReused();
            case HttpStatusCode.Conflict when await ReadAsync<JsonElement>(response, cancellationToken) is var problem && IsKnown(problem):
                return problem.TryGetProperty("orderId", out var orderId)
                    ? new OrderReply.Rejected(orderId.GetGuid(), problem.GetRawText())
                    : new OrderReply.NotNow(problem.GetRawText(), response.Headers.RetryAfter?.ToString());
            default:
                throw new ServiceUnavailableException(UnavailableCode, $"Orders answered {(int)response.StatusCode}. Try again: nothing is done twice.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsKnown(JsonElement problem) => problem.TryGetProperty("orderId", out _)
        || (problem.TryGetProperty("code", out var code) && NoOrderCodes.Contains(code.GetString()));

    private static HttpRequestMessage CreateRequest(string accessToken, Guid checkoutId, PlaceOrder order)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = JsonContent.Create(order, options: ShopJson.State) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Add(IdempotencyKey.Header, $"basket-checkout-{checkoutId}");
        return request;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        (await response.Content.ReadFromJsonAsync<T>(ShopJson.State, cancellationToken))!;

    private sealed record InvalidOrder(Dictionary<string, string[]>? Errors);
}
