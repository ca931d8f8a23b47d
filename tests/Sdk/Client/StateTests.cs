using System.Net;
using Dapr;
using Dapr.Client;

namespace DaprShop.Tests.Sdk.Client;

public sealed class StateTests
{
    private static readonly Dictionary<string, string> Ttl = new() { ["ttlInSeconds"] = "60" };

    [Fact]
    public async Task A_value_is_read_with_its_etag()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("""{"name":"cup","price":2.5}""", ("ETag", "12"));
        using var client = sidecar.CreateClient();

        var entry = await client.GetStateEntryAsync<Product>("store", "k", ConsistencyMode.Strong, Ttl);

        Assert.Equal(new Product("cup", 2.5m), entry.Value);
        Assert.Equal("12", entry.ETag);
        Assert.Equal("GET", sidecar.Request.Method);
        Assert.Equal("/v1.0/state/store/k?consistency=strong&metadata.ttlInSeconds=60", sidecar.Request.Target);
    }

    [Fact]
    public async Task A_key_that_does_not_exist_is_default_with_an_empty_etag()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        Assert.Equal((0, ""), await client.GetStateAndETagAsync<int>("store", "k"));
        Assert.Null(await client.GetStateAsync<Product>("store", "k"));
    }

    [Fact]
    public async Task A_null_that_was_saved_is_default_for_a_value_type_too()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("null", ("ETag", "3"));
        using var client = sidecar.CreateClient();

        Assert.Equal((0, "3"), await client.GetStateAndETagAsync<int>("store", "k"));
    }

    [Fact]
    public async Task A_value_of_another_form_is_a_DaprException_that_says_so()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("\"text\"");
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<Product>("store", "k"));

        Assert.StartsWith("State operation failed: the state payload could not be deserialized.", exception.Message, StringComparison.Ordinal);
        Assert.IsType<System.Text.Json.JsonException>(exception.InnerException);
    }

    [Fact]
    public async Task A_save_is_an_array_of_one_with_options_and_metadata()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.SaveStateAsync("store", "a/b", new Product("cup", 2.5m), new StateOptions { Concurrency = ConcurrencyMode.FirstWrite, Consistency = ConsistencyMode.Eventual }, Ttl);

        Assert.Equal("POST", sidecar.Request.Method);
        Assert.Equal("/v1.0/state/store", sidecar.Request.Target);
        Assert.Equal("application/json", sidecar.Request.Headers["Content-Type"]);
        Assert.Equal($"{sidecar.Request.Body.Length}", sidecar.Request.Headers["Content-Length"]);
        Assert.Equal(
            """[{"key":"a/b","metadata":{"ttlInSeconds":"60"},"options":{"consistency":"eventual","concurrency":"first-write"},"value":{"name":"cup","price":2.5}}]""",
            sidecar.Request.Body);
    }

    [Fact]
    public async Task A_null_is_saved_without_a_value()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.SaveStateAsync<Product?>("store", "k", null);

        Assert.Equal("""[{"key":"k"}]""", sidecar.Request.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    public async Task A_try_sends_the_etag_even_if_it_is_empty(string etag)
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        Assert.True(await client.TrySaveStateAsync("store", "k", 1, etag));
        Assert.Equal($$"""[{"key":"k","etag":"{{etag}}","value":1}]""", sidecar.Request.Body);
    }

    [Fact]
    public async Task A_delete_has_its_options_in_the_query_and_its_etag_in_If_Match()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        Assert.True(await client.TryDeleteStateAsync("store", "k", "7", new StateOptions { Concurrency = ConcurrencyMode.LastWrite, Consistency = ConsistencyMode.Strong }, Ttl));

        Assert.Equal("DELETE", sidecar.Request.Method);
        Assert.Equal("/v1.0/state/store/k?consistency=strong&concurrency=last-write&metadata.ttlInSeconds=60", sidecar.Request.Target);
        Assert.Equal("7", sidecar.Request.Headers["If-Match"]);
    }

    [Fact]
    public async Task A_delete_without_an_etag_has_no_If_Match()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.DeleteStateAsync("store", "k");

        Assert.DoesNotContain("If-Match", sidecar.Request.Headers);
    }

    [Fact]
    public async Task A_delete_whose_etag_no_header_can_carry_is_refused_and_not_sent_without_it()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await Assert.ThrowsAsync<DaprException>(() => client.TryDeleteStateAsync("store", "k", "7\r\nX-Other: 1"));
        await Assert.ThrowsAsync<DaprException>(() => client.TryDeleteStateAsync("store", "k", "é"));

        Assert.Empty(sidecar.Requests);
    }

    [Fact]
    public async Task A_try_is_false_on_an_etag_mismatch_alone()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.Conflict);
        Assert.False(await client.TrySaveStateAsync("store", "k", 1, "7"));
        Assert.False(await client.TryDeleteStateAsync("store", "k", "7"));
        Assert.False(await new StateEntry<int>(client, "store", "k", 1, "7").TrySaveAsync());
        await Assert.ThrowsAsync<DaprException>(() => client.SaveStateAsync("store", "k", 1));
        await Assert.ThrowsAsync<DaprException>(() => client.DeleteStateAsync("store", "k"));

        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.InternalServerError);
        await Assert.ThrowsAsync<DaprException>(() => client.TrySaveStateAsync("store", "k", 1, "7"));
        await Assert.ThrowsAsync<DaprException>(() => client.TryDeleteStateAsync("store", "k", "7"));
    }

    [Fact]
    public async Task A_failure_says_what_the_sidecar_said()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Error(HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND", "state store x is not found");
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("x", "k"));

        Assert.Equal("State operation failed: the Dapr endpoint indicated a failure. See InnerException for details.", exception.Message);
        var inner = Assert.IsType<HttpRequestException>(exception.InnerException);
        Assert.Equal(HttpStatusCode.BadRequest, inner.StatusCode);
        Assert.Equal("The sidecar answered 400: ERR_STATE_STORE_NOT_FOUND: state store x is not found", inner.Message);
    }

    [Fact]
    public async Task A_sidecar_that_is_not_there_is_a_DaprException()
    {
        var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();
        await sidecar.DisposeAsync();

        var exception = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("store", "k"));

        Assert.IsType<HttpRequestException>(exception.InnerException);
    }

    [Fact]
    public async Task Cancellation_is_not_a_DaprException()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetStateAsync<int>("store", "k", cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_transaction_carries_values_as_the_JSON_that_they_are()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await client.ExecuteStateTransactionAsync(
            "store",
            [
                new StateTransactionRequest("a", """{"n":1}"""u8.ToArray(), StateOperationType.Upsert, "3", Ttl, new StateOptions { Concurrency = ConcurrencyMode.FirstWrite }),
                new StateTransactionRequest("b", null, StateOperationType.Delete),
            ],
            new Dictionary<string, string> { ["partitionKey"] = "p" });

        Assert.Equal("/v1.0/state/store/transaction", sidecar.Request.Target);
        Assert.Equal(
            """{"operations":[{"operation":"upsert","request":{"key":"a","etag":"3","metadata":{"ttlInSeconds":"60"},"options":{"concurrency":"first-write"},"value":{"n":1}}},{"operation":"delete","request":{"key":"b"}}],"metadata":{"partitionKey":"p"}}""",
            sidecar.Request.Body);
    }

    [Fact]
    public async Task A_transaction_whose_value_is_not_JSON_is_refused_before_anything_is_sent()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();

        await Assert.ThrowsAsync<ArgumentException>(() => client.ExecuteStateTransactionAsync("store", [new StateTransactionRequest("a", [1, 2], StateOperationType.Upsert)]));

        Assert.Empty(sidecar.Requests);
    }

    private sealed record Product(string Name, decimal Price);
}
