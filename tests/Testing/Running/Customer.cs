using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DaprShop.Testing.Running;

/// <summary>An answer of the shop: status, headers, and the body as JSON.</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, JsonNode? Body)
{
    /// <summary>The version of what was answered.</summary>
    public string? ETag => Headers.ETag?.Tag;

    /// <summary>A text field of the body; empty when it has none.</summary>
    public string Text(string field) => Body?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A number that the body must have.</summary>
    public int Number(string field) => Body![field]!.GetValue<int>();
}

/// <summary>A person who uses the shop over its REST API.</summary>
/// <param name="client">For the gateway.</param>
/// <param name="name">The user name.</param>
/// <param name="password">The password.</param>
public sealed class Customer(HttpClient client, string name, string password = "correct horse battery staple")
{
    // On a machine that is busy with other tests, services may run into their limits; they say so, and that it may be repeated.
    private const int MaxAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? _token;

    /// <summary>The user name.</summary>
    public string Name => name;

    /// <summary>The access token of the login.</summary>
    public string Token => _token ?? throw new InvalidOperationException("not logged in");

    /// <summary>Where orders go.</summary>
    public object Address => new { name, street = "1 Main Street", city = "Springfield", postalCode = "12345", country = "US" };

    /// <summary>Creates the account.</summary>
    public async Task RegisterAsync() => Require(await AgainAsync(() => AskToRegisterAsync()), HttpStatusCode.Created);

    /// <summary>Creates the account, and gives the answer.</summary>
    public Task<Answer> AskToRegisterAsync(CancellationToken cancellationToken = default) =>
        SendOnceAsync(HttpMethod.Post, "/api/v1/users", new { username = name, email = $"{name}@example.org", password }, null, [], cancellationToken);

    /// <summary>Logs in.</summary>
    public async Task LogInAsync() => Require(await AgainAsync(() => AskToLogInAsync()), HttpStatusCode.OK);

    /// <summary>Logs in, if that is what the answer says.</summary>
    public async Task<Answer> AskToLogInAsync(CancellationToken cancellationToken = default)
    {
        var answer = await SendOnceAsync(HttpMethod.Post, "/api/v1/users/login", new { username = name, password }, null, [], cancellationToken);
        if (answer.Status == HttpStatusCode.OK) _token = answer.Text("accessToken");
        return answer;
    }

    /// <summary>Adds a product and answers its id.</summary>
    public async Task<string> AddProductAsync(int stock, decimal price = 19.99m, string? productName = null) => Require(await SendAsync(HttpMethod.Post, "/api/v1/products", new
    {
        name = productName ?? $"Lamp {Guid.NewGuid():N}",
        description = "A lamp",
        category = "lighting",
        price,
        currency = "EUR",
        stock,
    }), HttpStatusCode.Created).Text("id");

    /// <summary>Places an order and waits for its decision.</summary>
    public Task<Answer> OrderAsync(string productId, int quantity = 1, string? idempotencyKey = null) => PlaceAsync("/api/v1/orders", idempotencyKey ?? Guid.NewGuid().ToString(), new
    {
        items = new[] { new { productId, quantity } },
        shippingAddress = Address,
    });

    /// <summary>Orders what is in the basket and waits for the decision.</summary>
    public Task<Answer> CheckOutAsync(string idempotencyKey) => PlaceAsync("/api/v1/basket/checkout", idempotencyKey, new { shippingAddress = Address });

    /// <summary>Orders what is in the basket, and gives whatever is answered.</summary>
    public Task<Answer> CheckOutOnceAsync(string idempotencyKey) =>
        SendOnceAsync(HttpMethod.Post, "/api/v1/basket/checkout", new { shippingAddress = Address }, ("Idempotency-Key", idempotencyKey));

    /// <summary>Pays an order.</summary>
    public Task<Answer> PayAsync(string orderId, string paymentToken = "tok_visa") =>
        SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/pay", new { paymentToken });

    /// <summary>Pays an order, and gives whatever is answered.</summary>
    public Task<Answer> PayOnceAsync(string orderId) =>
        SendOnceAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/pay", new { paymentToken = "tok_visa" });

    /// <summary>Reads something.</summary>
    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Sends a request, again while the shop says that it cannot answer now: whatever a customer asks may be repeated.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        AgainAsync(() => SendOnceAsync(method, path, body, headers));

    /// <summary>Sends a request, and gives whatever is answered.</summary>
    public Task<Answer> SendOnceAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendOnceAsync(method, path, body, CancellationToken.None, headers);

    /// <inheritdoc cref="SendOnceAsync(HttpMethod, string, object?, ValueTuple{string, string}[])"/>
    public Task<Answer> SendOnceAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken, params (string Name, string Value)[] headers) =>
        SendOnceAsync(method, path, body, _token, headers, cancellationToken);

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

    private static async Task<Answer> AgainAsync(Func<Task<Answer>> send)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await send();
            if (attempt == MaxAttempts || answer.Status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)) return answer;
            await Task.Delay(Pause);
        }
    }

    private async Task<Answer> SendOnceAsync(
        HttpMethod method, string path, object? body, string? token, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (header, value) in headers)
            request.Headers.TryAddWithoutValidation(header, value);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new Answer(response.StatusCode, response.Headers, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private static Answer Require(Answer answer, HttpStatusCode status) => answer.Status == status
        ? answer
        : throw new InvalidOperationException($"{(int)answer.Status} instead of {(int)status}: {answer.Body}");
}
