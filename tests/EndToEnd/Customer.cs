using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>An answer of the shop: status, headers, and the body as JSON.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, JsonNode? Body)
{
    public string? ETag => Headers.ETag?.Tag;

    /// <summary>A text field of the body; empty when it has none.</summary>
    public string Text(string field) => Body?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public int Number(string field) => Body![field]!.GetValue<int>();
}

/// <summary>A person who uses the shop over its REST API.</summary>
internal sealed class Customer(Shop shop, string name, string password = "correct horse battery staple")
{
    // On a machine that is busy with other tests, services may run into their limits; they say so, and that it may be repeated.
    private const int MaxAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? _token;

    public string Name => name;

    private object Address => new { name, street = "1 Main Street", city = "Springfield", postalCode = "12345", country = "US" };

    public string Token => _token ?? throw new InvalidOperationException("not logged in");

    public async Task RegisterAsync()
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users", new { username = name, email = $"{name}@example.org", password });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    public async Task LogInAsync()
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users/login", new { username = name, password });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        _token = answer.Text("accessToken");
    }

    /// <summary>Adds a product and answers its id.</summary>
    public async Task<string> AddProductAsync(int stock, decimal price = 19.99m, string? productName = null)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/products", new
        {
            name = productName ?? $"Lamp {Guid.NewGuid():N}",
            description = "A lamp",
            category = "lighting",
            price,
            currency = "EUR",
            stock,
        });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Text("id");
    }

    /// <summary>Places an order and waits for its decision.</summary>
    public Task<Answer> OrderAsync(string productId, int quantity = 1) => PlaceAsync("/api/v1/orders", Guid.NewGuid().ToString(), new
    {
        items = new[] { new { productId, quantity } },
        shippingAddress = Address,
    });

    /// <summary>Orders what is in the basket and waits for the decision.</summary>
    public Task<Answer> CheckOutAsync(string idempotencyKey) => PlaceAsync("/api/v1/basket/checkout", idempotencyKey, new { shippingAddress = Address });

    public Task<Answer> PayAsync(string orderId, string paymentToken = "tok_visa") =>
        SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/pay", new { paymentToken });

    // The shop decides later what it cannot decide at once.
    private async Task<Answer> PlaceAsync(string path, string idempotencyKey, object body)
    {
        var answer = await SendAsync(HttpMethod.Post, path, body, ("Idempotency-Key", idempotencyKey));
        await Eventually.TrueAsync(async () =>
        {
            if (answer.Text("status") == "Submitted") answer = answer with { Body = (await GetAsync($"/api/v1/orders/{answer.Text("id")}")).Body };
            return answer.Text("status") != "Submitted";
        }, "the order to be decided");
        return answer;
    }

    public Task<Answer> PayOnceAsync(string orderId) =>
        SendOnceAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/pay", new { paymentToken = "tok_visa" });

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Sends a request, again while the shop says that it cannot answer now: whatever a customer asks may be repeated.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendOnceAsync(method, path, body, headers);
            if (attempt == MaxAttempts || answer.Status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)) return answer;
            await Task.Delay(Pause);
        }
    }

    /// <summary>Sends a request, and gives whatever is answered.</summary>
    public async Task<Answer> SendOnceAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (_token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        foreach (var (header, value) in headers)
            request.Headers.TryAddWithoutValidation(header, value);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await shop.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, response.Headers, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
