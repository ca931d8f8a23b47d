using System.Text.Json.Nodes;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Sdk;

/// <summary>What the JavaScript SDK asks a sidecar for.</summary>
public abstract class ClientTests(AppPair app)
{
    private static readonly object LastWrite = new { concurrency = 2 };
    private static readonly object FirstWrite = new { concurrency = 1 };

    private readonly NodeApp _js = app.JavaScript;
    private readonly string _key = $"key-{Guid.NewGuid():N}";

    [Fact]
    public async Task State_is_saved_read_and_deleted_and_CSharp_reads_the_same()
    {
        await _js.CallAsync("state.save", "store", new[] { new { key = _key, value = new { name = "Lamp", price = 49.5 } } });

        Assert.Equal("Lamp", (string?)(await _js.CallAsync("state.get", "store", _key))!["name"]);
        Assert.Equal(new Item("Lamp", 49.5m), await app.DotNet.GetStateAsync<Item>("store", _key));

        await _js.CallAsync("state.delete", "store", _key);

        Assert.Equal("", (string?)await _js.CallAsync("state.get", "store", _key));
        Assert.Null(await app.DotNet.GetStateAsync<Item>("store", _key));
    }

    [Fact]
    public async Task What_CSharp_saved_is_read_in_bulk()
    {
        await app.DotNet.SaveStateAsync("store", $"{_key}-1", new Item("Desk", 120));
        await app.DotNet.SaveStateAsync("store", $"{_key}-2", new Item("Chair", 80));

        var items = (await _js.CallAsync("state.getBulk", "store", new[] { $"{_key}-1", $"{_key}-2" }))!.AsArray();

        Assert.Equal(["Chair", "Desk"], items.Select(item => (string?)item!["data"]!["name"]).Order());
        Assert.All(items, item => Assert.NotEmpty((string)item!["etag"]!));
    }

    [Fact]
    public async Task A_stale_etag_writes_nothing()
    {
        await _js.CallAsync("state.save", "store", new[] { new { key = _key, value = "first" } });
        var stale = await EtagAsync();
        await _js.CallAsync("state.save", "store", new[] { new { key = _key, value = "second", etag = stale, options = FirstWrite } });

        Assert.NotNull(await RefusedAsync("state.save", "store", new[] { new { key = _key, value = "third", etag = stale, options = FirstWrite } }));

        Assert.Equal("second", (string?)await _js.CallAsync("state.get", "store", _key));
        Assert.NotEqual(stale, await EtagAsync());
    }

    [Fact]
    public async Task A_transaction_writes_all_or_nothing()
    {
        await _js.CallAsync("state.transaction", "store", new object[]
        {
            new { operation = "upsert", request = new { key = $"{_key}-1", value = "one" } },
            new { operation = "upsert", request = new { key = $"{_key}-2", value = "two" } },
        });
        await Assert.ThrowsAsync<NodeException>(() => _js.CallAsync("state.transaction", "store", new object[]
        {
            new { operation = "delete", request = new { key = $"{_key}-1" } },
            new { operation = "upsert", request = new { key = $"{_key}-2", value = "three", etag = "99", options = LastWrite } },
        }));

        Assert.Equal("one", (string?)await _js.CallAsync("state.get", "store", $"{_key}-1"));
        Assert.Equal("two", (string?)await _js.CallAsync("state.get", "store", $"{_key}-2"));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_an_error() =>
        Assert.Contains("nowhere", (await Assert.ThrowsAsync<NodeException>(() => _js.CallAsync("state.get", "nowhere", _key))).Message);

    [Fact]
    public async Task A_file_is_written_and_read_through_an_output_binding()
    {
        await _js.CallAsync("binding.send", "files", "create", "a letter", new { fileName = _key });

        Assert.Equal("a letter", await File.ReadAllTextAsync(Path.Combine(app.Files, _key)));
        var read = await _js.CallAsync("binding.send", "files", "get", null, new { fileName = _key });
        Assert.Equal("a letter", read is JsonObject answer ? (string?)answer["data"] : (string?)read);
    }

    [Fact]
    public async Task Secrets_are_read()
    {
        Assert.Equal("s3cret", (string?)(await _js.CallAsync("secret.get", "secrets", "SHOP_SECRET"))!["SHOP_SECRET"]);
        Assert.Equal("s3cret", (string?)(await _js.CallAsync("secret.getBulk", "secrets"))!["SHOP_SECRET"]!["SHOP_SECRET"]);
    }

    [Fact]
    public async Task A_lock_has_one_owner_until_it_gives_it_back()
    {
        Assert.True((bool)(await _js.CallAsync("lock.lock", "locks", _key, "ann", 60))!["success"]!);
        Assert.False((bool)(await _js.CallAsync("lock.lock", "locks", _key, "bob", 60))!["success"]!);
        Assert.Equal(LockStatus.LockBelongsToOthers, await UnlockAsync("bob"));
        Assert.Equal(LockStatus.Success, await UnlockAsync("ann"));
        Assert.Equal(LockStatus.LockDoesNotExist, await UnlockAsync("ann"));
    }

    [Fact]
    public async Task The_sidecar_is_healthy_and_tells_of_itself()
    {
        Assert.True((bool)(await _js.CallAsync("health.isHealthy"))!);
        Assert.True((bool)(await _js.CallAsync("metadata.set", "team", "blue"))!);

        var metadata = (await _js.CallAsync("metadata.get"))!;

        Assert.Equal("javascript", (string?)metadata["id"]);
        Assert.Equal("blue", (string?)metadata["extended"]!["team"]);
        Assert.Contains(metadata["components"]!.AsArray(), component => (string?)component!["name"] == "store");
    }

    // Over HTTP the SDK answers with the error, over gRPC it throws.
    private async Task<string?> RefusedAsync(string call, params object?[] args)
    {
        try
        {
            return (string?)(await _js.CallAsync(call, args))!["error"];
        }
        catch (NodeException exception)
        {
            return exception.Message;
        }
    }

    private async Task<LockStatus> UnlockAsync(string owner) => (LockStatus)(int)(await _js.CallAsync("lock.unlock", "locks", _key, owner))!["status"]!;

    private async Task<string?> EtagAsync() => (string?)(await _js.CallAsync("state.getBulk", "store", new[] { _key }))![0]!["etag"];

    // The SDK's numbers.
    private enum LockStatus
    {
        Success,
        LockDoesNotExist,
        LockBelongsToOthers,
    }

    private sealed record Item(string Name, decimal Price);
}

[Collection<HttpApp>]
public sealed class ClientOverHttpTests(HttpApp app) : ClientTests(app);

[Collection<GrpcClientApp>]
public sealed class ClientOverGrpcTests(GrpcClientApp app) : ClientTests(app);
