using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.State;

public sealed class StateApiTests
{
    [Fact]
    public async Task A_value_is_saved_read_with_its_etag_and_deleted_with_it()
    {
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);

        Assert.Equal(HttpStatusCode.NoContent, (await SaveAsync(client, """[{"key":"k","value":{"b":1,"a":"<"}}]""")).StatusCode);
        using var read = await client.GetAsync("k");
        var etag = Assert.Single(read.Headers.NonValidated["ETag"]);

        Assert.Equal("""{"a":"\u003c","b":1}""", await read.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await DeleteAsync(client, "k", "stale")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(client, "k", etag)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync("k")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("""[{"key":"k","value":1,}]""")]
    [InlineData("""[{"key":"k","value":1,"etag":1}]""")]
    [InlineData("""[{"key":"k","value":1e999}]""")]
    [InlineData("""[{"key":"a||b","value":1}]""")]
    [InlineData("""[{"value":1}]""")]
    [InlineData("""[{"key":"k","value":1},{"key":7}]""")]
    public async Task A_bad_save_is_a_400_and_stores_nothing(string body)
    {
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);

        using var answer = await SaveAsync(client, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("ERR_MALFORMED_REQUEST", (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errorCode"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync("k")).StatusCode);
    }

    [Fact]
    public async Task Nesting_without_end_is_a_400()
    {
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);

        Assert.Equal(HttpStatusCode.BadRequest, (await SaveAsync(client, $$"""[{"key":"k","value":{{new string('[', 1_000_000)}}""")).StatusCode);
    }

    [Fact]
    public async Task Of_items_that_fail_for_their_etags_all_are_told_and_the_others_are_stored()
    {
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);
        await SaveAsync(client, """[{"key":"a","value":1},{"key":"b","value":1}]""");

        using var answer = await SaveAsync(client, """[{"key":"a","value":2,"etag":"x"},{"key":"b","value":2,"etag":"y"},{"key":"c","value":2}]""");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var message = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["message"]!.GetValue<string>();
        Assert.Contains("expect=x", message, StringComparison.Ordinal);
        Assert.Contains("expect=y", message, StringComparison.Ordinal);
        Assert.Equal("1", await client.GetStringAsync("a"));
        Assert.Equal("2", await client.GetStringAsync("c"));
    }

    [Fact]
    public async Task An_operation_that_Dapr_does_not_have_ends_a_transaction_before_it_begins()
    {
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);

        using var answer = await client.PostAsync("transaction", new StringContent("""{"operations":[{"operation":"upsert","request":{"key":"k","value":1}},{"operation":"merge","request":{"key":1}}]}"""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("ERR_NOT_SUPPORTED_STATE_OPERATION", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync("k")).StatusCode);
    }

    private static Task<Sidecar> StartAsync() => DaprletHost.StartAsync("app", DaprletHost.Component("store", "state.in-memory"));

    private static HttpClient Client(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/state/store/") };

    private static Task<HttpResponseMessage> SaveAsync(HttpClient client, string body) => client.PostAsync("", new StringContent(body, Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> DeleteAsync(HttpClient client, string key, string etag)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, key);
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        return client.SendAsync(request);
    }
}
