using System.Net;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.EndToEnd;

/// <summary>Secrets are for those services alone that read them. Each is asked as the service itself asks: with the token of its sidecar.</summary>
public sealed class SecretAccessTests(SharedShop shared)
{
    private Shop Shop => shared.Shop;

    [Theory]
    [InlineData("baskets")]
    [InlineData("gateway")]
    [InlineData("notifications")]
    [InlineData("orders")]
    [InlineData("payments")]
    [InlineData("products")]
    public async Task A_service_that_needs_no_secret_reads_none(string service)
    {
        using var sidecar = await SidecarOfAsync(service);
        foreach (var name in (string[])["admin-password", "key-encryption-key", "card-processor-key"])
        {
            using var answer = await sidecar.GetAsync($"/v1.0/secrets/secrets/{name}");
            Assert.False(answer.IsSuccessStatusCode);
            Assert.DoesNotContain(Shop.Secret(name), await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            // The store is there for Payments, whose sidecar reads the key of its component; for the others there is none.
            if (service == "payments") Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using var all = await sidecar.GetAsync("/v1.0/secrets/secrets/bulk");
        if (service == "payments") Assert.Equal("{}", await all.Content.ReadAsStringAsync());
        else Assert.False(all.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Users_reads_its_own_two_secrets_and_no_other()
    {
        using var sidecar = await SidecarOfAsync("users");
        using var refused = await sidecar.GetAsync("/v1.0/secrets/secrets/card-processor-key");
        var all = JsonNode.Parse(await sidecar.GetStringAsync("/v1.0/secrets/secrets/bulk"))!.AsObject();

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(["admin-password", "key-encryption-key"], all.Select(secret => secret.Key).Order());
        Assert.Equal(Shop.Secret("admin-password"), (string?)JsonNode.Parse(await sidecar.GetStringAsync("/v1.0/secrets/secrets/admin-password"))!["admin-password"]);
    }

    private async Task<HttpClient> SidecarOfAsync(string service)
    {
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Shop.Data, "apps.json")))![service]!;
        var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{settings["daprHttpPort"]}"), Timeout = Shop.Client.Timeout };
        client.DefaultRequestHeaders.Add("dapr-api-token", (string)settings["daprApiToken"]!);
        return client;
    }
}
