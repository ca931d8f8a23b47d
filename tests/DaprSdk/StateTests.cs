using System.Text.Json;
using Dapr;
using Dapr.Client;
using Daprlet.Testing;
using DaprShop.Testing;
using Grpc.Core;

namespace DaprShop.Tests.DaprSdk;

public sealed class StateTests(SdkSidecar sidecar) : IClassFixture<SdkSidecar>
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private readonly DaprClient _client = sidecar.Client;
    private readonly string _key = Guid.NewGuid().ToString();

    [Fact]
    public async Task What_was_saved_is_read()
    {
        var saved = new Product("Käse <&> \"1\" 😀", 12.34m, 9_007_199_254_740_993, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        await _client.SaveStateAsync("store", _key, saved);

        Assert.Equal(saved, await _client.GetStateAsync<Product>("store", _key));
    }

    [Fact]
    public async Task Bytes_are_read_as_they_were_saved()
    {
        await _client.SaveByteStateAsync("store", _key, new byte[] { 0, 1, 255 });

        Assert.Equal([0, 1, 255], (await _client.GetByteStateAsync("store", _key)).ToArray());
    }

    [Fact]
    public async Task A_key_that_does_not_exist_has_no_value_and_an_empty_etag()
    {
        Assert.Equal((null, ""), await _client.GetStateAndETagAsync<Product>("store", _key));
        Assert.Equal(0, await _client.GetStateAsync<int>("store", _key));
    }

    [Fact]
    public async Task A_null_is_saved_and_read_as_default()
    {
        await _client.SaveStateAsync<int?>("store", _key, null);

        var (value, etag) = await _client.GetStateAndETagAsync<int>("store", _key);

        Assert.Equal(0, value);
        Assert.NotEqual("", etag);
    }

    [Fact]
    public async Task Of_two_who_changed_the_same_entry_the_second_is_told()
    {
        await _client.SaveStateAsync("store", _key, 1);
        var first = await _client.GetStateEntryAsync<int>("store", _key);
        var second = await _client.GetStateEntryAsync<int>("store", _key);

        (first.Value, second.Value) = (2, 3);

        Assert.True(await first.TrySaveAsync());
        Assert.False(await second.TrySaveAsync());
        Assert.False(await second.TryDeleteAsync());
        Assert.Equal(2, await _client.GetStateAsync<int>("store", _key));
    }

    [Fact]
    public async Task Of_many_who_create_a_key_one_succeeds()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(CreateAsync));

        Assert.Single(created, success => success);
    }

    [Fact]
    public async Task A_deleted_key_is_gone_and_deleting_it_again_with_its_etag_fails()
    {
        await _client.SaveStateAsync("store", _key, 1);
        var entry = await _client.GetStateEntryAsync<int>("store", _key);

        Assert.True(await entry.TryDeleteAsync());
        Assert.False(await entry.TryDeleteAsync());
        await entry.DeleteAsync();

        Assert.Equal("", (await _client.GetStateEntryAsync<int>("store", _key)).ETag);
    }

    [Fact]
    public async Task A_value_ends_with_its_time_to_live()
    {
        // First with an end that is far away, so that the value is seen before it goes.
        await _client.SaveStateAsync("store", _key, 1, metadata: new Dictionary<string, string> { ["ttlInSeconds"] = "3600" });
        Assert.Equal(1, await _client.GetStateAsync<int>("store", _key));

        await _client.SaveStateAsync("store", $"{_key}-other", 2);
        await _client.SaveStateAsync("store", _key, 1, metadata: new Dictionary<string, string> { ["ttlInSeconds"] = "1" });
        await Eventually.TrueAsync(async () => await _client.GetStateAsync<int>("store", _key) == 0, "the value to end");
        Assert.Equal(2, await _client.GetStateAsync<int>("store", $"{_key}-other"));
    }

    [Fact]
    public async Task Several_keys_are_read_and_deleted_at_once()
    {
        await _client.SaveStateAsync("store", $"{_key}-a", "A");
        await _client.SaveStateAsync("store", $"{_key}-b", "B");

        var items = await _client.GetBulkStateAsync<string>("store", [$"{_key}-a", $"{_key}-b", $"{_key}-c"], parallelism: 2);
        Assert.Equal(["A", "B", null], items.OrderBy(item => item.Key).Select(item => item.Value));
        Assert.Equal([false, false, true], items.OrderBy(item => item.Key).Select(item => item.ETag == ""));

        await _client.DeleteBulkStateAsync("store", [.. items.Where(item => item.ETag != "").Select(item => new BulkDeleteStateItem(item.Key, item.ETag))]);
        Assert.All(await _client.GetBulkStateAsync("store", [$"{_key}-a", $"{_key}-b"], parallelism: null), item => Assert.Equal("", item.Value));
    }

    // The SDK forgets its token with this call, so it is tried where none is demanded.
    [Fact]
    public async Task Several_keys_are_saved_at_once()
    {
        await using var open = await DaprletHost.StartAsync("tests", DaprletHost.Component("store", "state.in-memory"));
        using var client = SdkSidecar.ClientOf(open);

        await client.SaveBulkStateAsync("store", [new SaveStateItem<string>("a", "A", null!), new SaveStateItem<string>("b", "B", null!)]);

        Assert.Equal(("A", "B"), (await client.GetStateAsync<string>("store", "a"), await client.GetStateAsync<string>("store", "b")));
    }

    [Fact]
    public async Task A_transaction_does_all_or_nothing()
    {
        await _client.SaveStateAsync("store", $"{_key}-old", 1);

        await _client.ExecuteStateTransactionAsync("store", [Upsert("new", 5), new StateTransactionRequest($"{_key}-old", null, StateOperationType.Delete)]);
        Assert.Equal(5, await _client.GetStateAsync<int>("store", $"{_key}-new"));
        Assert.Equal(0, await _client.GetStateAsync<int>("store", $"{_key}-old"));

        await Assert.ThrowsAsync<DaprException>(() => _client.ExecuteStateTransactionAsync("store", [Upsert("new", 6), Upsert("other", 7, etag: "wrong")]));
        Assert.Equal(5, await _client.GetStateAsync<int>("store", $"{_key}-new"));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_a_DaprException_that_names_it()
    {
        var exception = await Assert.ThrowsAsync<DaprException>(() => _client.GetStateAsync<int>("nowhere", _key));

        Assert.Contains("nowhere", Assert.IsType<RpcException>(exception.InnerException).Status.Detail, StringComparison.Ordinal);
    }

    // To the SDK only a wrong ETag is a lost race; that the key is there already is a failure.
    private async Task<bool> CreateAsync(int writer)
    {
        try
        {
            return await _client.TrySaveStateAsync("store", _key, writer, etag: "", FirstWrite);
        }
        catch (DaprException)
        {
            return false;
        }
    }

    private StateTransactionRequest Upsert(string name, int value, string? etag = null) =>
        new($"{_key}-{name}", JsonSerializer.SerializeToUtf8Bytes(value), StateOperationType.Upsert, etag);

    private sealed record Product(string Name, decimal Price, long Barcode, DateTimeOffset Since);
}
