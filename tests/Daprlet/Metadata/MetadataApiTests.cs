using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Metadata;

public sealed class MetadataApiTests
{
    [Fact]
    public async Task A_sidecar_tells_what_its_components_can_do()
    {
        await using var sidecar = await DaprletHost.StartAsync("app", DaprletHost.Component("store", "state.in-memory"));
        using var client = Client(sidecar);

        var metadata = (await client.GetFromJsonAsync<JsonObject>("metadata"))!;

        Assert.Equal("app", metadata["id"]!.GetValue<string>());
        Assert.Equal("""[{"name":"store","type":"state.in-memory","version":"v1","capabilities":["ETAG","TRANSACTIONAL","TTL","DELETE_WITH_PREFIX","KEYS_LIKE","ACTOR"]}]""", metadata["components"]!.ToJsonString());
    }

    [Fact]
    public async Task What_an_app_puts_there_is_shown_but_not_in_place_of_the_version()
    {
        await using var sidecar = await DaprletHost.StartAsync("app");
        using var client = Client(sidecar);

        Assert.Equal(HttpStatusCode.NoContent, (await client.PutAsync("metadata/owner", new StringContent("team <one>"))).StatusCode);
        await client.PutAsync("metadata/daprRuntimeVersion", new StringContent("mine"));

        var extended = (await client.GetFromJsonAsync<JsonObject>("metadata"))!["extended"]!;
        Assert.Equal("team <one>", extended["owner"]!.GetValue<string>());
        Assert.NotEqual("mine", extended["daprRuntimeVersion"]!.GetValue<string>());
    }

    private static HttpClient Client(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/") };
}
