using System.Net;
using Dapr;
using Dapr.Client;

namespace DaprShop.Tests.Sdk.Client;

public sealed class BulkStateTests
{
    private const string Items = """[{"key":"a","data":{"n":1},"etag":"7"},{"key":"b"},{"key":"c","error":"broken"},{"key":"d","data":null,"etag":"8"}]""";

    [Fact]
    public async Task Several_keys_are_read_at_once()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json(Items);
        using var client = sidecar.CreateClient();

        var items = await client.GetBulkStateAsync<Counter>("store", ["a", "b", "c", "d"], parallelism: 4, new Dictionary<string, string> { ["p"] = "q" });

        Assert.Equal([("a", new Counter(1), "7"), ("b", null, ""), ("c", null, ""), ("d", null, "8")], items.Select(item => (item.Key, (Counter?)item.Value, item.ETag)));
        Assert.Equal("/v1.0/state/store/bulk", sidecar.Request.Target);
        Assert.Equal("""{"keys":["a","b","c","d"],"parallelism":4,"metadata":{"p":"q"}}""", sidecar.Request.Body);
    }

    [Fact]
    public async Task Several_keys_are_read_as_text()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json(Items);
        using var client = sidecar.CreateClient();

        var items = await client.GetBulkStateAsync("store", ["a", "b", "c", "d"], parallelism: null);

        Assert.Equal([("a", """{"n":1}""", "7"), ("b", "", ""), ("c", "", ""), ("d", "", "8")], items.Select(item => (item.Key, item.Value, item.ETag)));
        Assert.Equal("""{"keys":["a","b","c","d"]}""", sidecar.Request.Body);
    }

    [Fact]
    public async Task An_answer_that_is_not_JSON_is_a_DaprException()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("[{");
        using var client = sidecar.CreateClient();

        await Assert.ThrowsAsync<DaprException>(() => client.GetBulkStateAsync("store", ["a"], parallelism: null));
    }

    [Fact]
    public async Task Several_keys_are_saved_in_one_request()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.SaveBulkStateAsync("store", [new SaveStateItem<Counter?>("a", new Counter(1), "7"), new SaveStateItem<Counter?>("b", null, null!)]);

        Assert.Equal("/v1.0/state/store", sidecar.Request.Target);
        Assert.Equal("""[{"key":"a","etag":"7","value":{"n":1}},{"key":"b"}]""", sidecar.Request.Body);
    }

    [Fact]
    public async Task Every_key_of_a_bulk_delete_is_tried_before_a_failure_is_told()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = request => request.Target.EndsWith("/k0", StringComparison.Ordinal) ? RecordedAnswer.Error(HttpStatusCode.Conflict) : RecordedAnswer.NoContent;
        using var client = sidecar.CreateClient();

        var items = Enumerable.Range(0, 40).Select(number => new BulkDeleteStateItem($"k{number}", $"{number}")).ToList();
        await Assert.ThrowsAsync<DaprException>(() => client.DeleteBulkStateAsync("store", items));

        Assert.Equal(
            items.Select(item => ($"/v1.0/state/store/{item.Key}", item.ETag)).Order(),
            sidecar.Requests.Select(request => (request.Target, request.Headers["If-Match"])).Order());
    }

    private sealed record Counter(int N);
}
