using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Tests.EndToEnd.AccessControl;

namespace DaprShop.Tests.EndToEnd;

/// <summary>What apps may ask of each other on a cluster is what they do ask, and nothing else.</summary>
public sealed class AccessControlTests(SharedShop shared)
{
    private static readonly AccessPolicies Policies = AccessPolicies.Read();

    private Shop Shop => shared.Shop;

    [Fact]
    public async Task A_cluster_allows_every_call_between_services_and_no_call_that_nobody_makes()
    {
        await TourAsync();

        foreach (var allowed in Policies.Allowed)
            await Eventually.TrueAsync(() => IsMade(allowed, ServiceCall.AnsweredIn(Shop.Data)), $"{allowed.Caller} to ask {allowed.Callee} for {allowed.Operation}");
        Assert.DoesNotContain(ServiceCall.AnsweredIn(Shop.Data), call => !Policies.Allow(call) && !IsOfOwnActor(call));
    }

    [Fact]
    public void Every_app_has_a_policy() => Assert.Equal(["baskets", "gateway", "notifications", "orders", "payments", "products", "users"], Policies.Callees.Order());

    [Theory]
    [InlineData("gateway", "payments", "GET", "/internal/v1/orders/1")]
    [InlineData("gateway", "users", "GET", "/internal/v1/users/1/contact")]
    [InlineData("gateway", "products", "POST", "/internal/v1/orders/1/release")]
    [InlineData("baskets", "orders", "POST", "/api/v1/orders/1/pay")]
    [InlineData("baskets", "products", "POST", "/internal/v1/prices")]
    [InlineData("orders", "payments", "POST", "/internal/v1/orders/1")]
    [InlineData("orders", "products", "POST", "/internal/v1/orders/1")]
    [InlineData("notifications", "users", "GET", "/api/v1/users/me")]
    [InlineData("payments", "orders", "GET", "/api/v1/orders")]
    [InlineData("users", "gateway", "GET", "/")]
    public void What_nobody_does_is_refused(string caller, string callee, string verb, string path) => Assert.False(Policies.Allow(new ServiceCall(caller, callee, verb, path)));

    // Of what customers send the gateway knows the paths, and passes on every verb that it knows.
    private static bool IsMade((string Caller, string Callee, Operation Operation) allowed, IReadOnlySet<ServiceCall> calls)
    {
        var made = calls.Where(call => (call.Caller, call.Callee) == (allowed.Caller, allowed.Callee) && new OperationTree([allowed.Operation]).Find(call.Path) is not null).ToList();
        var passesOn = allowed.Caller == "gateway" && allowed.Operation.Verbs.Count > 1;
        return passesOn ? made.Count > 0 : allowed.Operation.Verbs.All(verb => made.Exists(call => call.Verb == verb));
    }

    // Dapr's access control does not cover actors, which their own service alone calls.
    private static bool IsOfOwnActor(ServiceCall call) => call.Caller == call.Callee && call.Path.StartsWith("/actors/", StringComparison.Ordinal);

    /// <summary>Everything for which one service needs another.</summary>
    private async Task TourAsync()
    {
        var administrator = await Shop.AdministratorAsync();
        var product = await administrator.AddProductAsync(stock: 20);
        var customer = await Shop.NewCustomerAsync();
        await customer.GetAsync("/api/v1/users/me");
        await customer.GetAsync($"/api/v1/products/{product}");
        await administrator.GetAsync("/api/v1/notifications");
        await customer.SendAsync(HttpMethod.Post, "/api/v1/notifications/read");
        foreach (var app in (string[])["users", "products", "baskets", "orders", "notifications"])
            await customer.GetAsync($"/openapi/{app}.json");
        await administrator.GetAsync("/api/v1/ops/dead-letters");
        await administrator.SendAsync(HttpMethod.Post, $"/api/v1/ops/dead-letters/notifications.{Guid.NewGuid()}/replay");

        await customer.SendAsync(HttpMethod.Post, "/api/v1/basket/items", new { productId = product, quantity = 1 });
        await customer.GetAsync("/api/v1/basket");
        var paid = (await customer.CheckOutAsync(Guid.NewGuid().ToString())).Text("id");
        await customer.PayAsync(paid);
        await customer.GetAsync($"/api/v1/orders/{paid}/payments");
        await customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{paid}/cancel");
        await customer.GetAsync("/api/v1/orders");
        await LoseTheStockAsync(customer, product);
    }

    /// <summary>An order whose goods are gone when it is paid: the money that is held is let go.</summary>
    private async Task LoseTheStockAsync(Customer customer, string product)
    {
        var order = (await customer.OrderAsync(product)).Text("id");
        // As Orders, through its sidecar.
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Shop.Data, "apps.json")))!["orders"]!;
        using var orders = new HttpClient { BaseAddress = new Uri($"http://localhost:{settings["daprHttpPort"]}"), Timeout = Shop.Client.Timeout };
        orders.DefaultRequestHeaders.Add("dapr-api-token", (string)settings["daprApiToken"]!);
        using var released = await orders.PostAsJsonAsync($"/v1.0/invoke/products/method/internal/v1/orders/{order}/release", new { revision = 1, productIds = new[] { product } });
        released.EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Conflict, (await customer.PayAsync(order)).Status);
    }
}
