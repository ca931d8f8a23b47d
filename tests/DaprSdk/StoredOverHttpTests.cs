using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapr.Client;
using Daprlet.Hosting;
using Daprlet.Testing;
using DaprShop.Tests.DaprSdk.Actors;
using Microsoft.Data.Sqlite;

namespace DaprShop.Tests.DaprSdk;

/// <summary>What was stored over HTTP, as JSON text, is read and changed over gRPC, which stores bytes; and the other way round.</summary>
public sealed class StoredOverHttpTests : IDisposable
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private readonly string _folder = Directory.CreateTempSubdirectory("stored-").FullName;

    private string File => Path.Combine(_folder, "state.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_value_is_read_and_changed_over_the_other_protocol()
    {
        await using var sidecar = await StartAsync();
        using var client = SdkSidecar.ClientOf(sidecar);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/state/store") };
        (await http.PostAsJsonAsync("", new[] { new { key = "basket", value = new Basket("Käse", 2) } })).EnsureSuccessStatusCode();
        Assert.Equal("""{"items":2,"owner":"Käse"}""", Stored("basket"));
        Assert.False(IsBinary("basket"));

        var (basket, etag) = await client.GetStateAndETagAsync<Basket>("store", "basket");
        Assert.Equal(new Basket("Käse", 2), basket);
        Assert.Equal(new Basket("Käse", 2), (await client.GetBulkStateAsync<Basket>("store", ["basket"], parallelism: null)).Single().Value);
        Assert.True(await client.TrySaveStateAsync("store", "basket", basket with { Items = 3 }, etag, FirstWrite));
        Assert.True(IsBinary("basket"));

        Assert.Equal(3, (int?)(await http.GetFromJsonAsync<JsonNode>("store/basket"))!["items"]);
        Assert.False(await client.TrySaveStateAsync("store", "basket", basket, etag, FirstWrite));
        Assert.Equal(3, (await client.GetStateAsync<Basket>("store", "basket")).Items);
    }

    [Fact]
    public async Task An_actor_goes_on_from_what_is_stored()
    {
        await using (var sidecar = await StartAsync())
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/state/") };
            (await http.PostAsJsonAsync("store", new[] { new { key = "placeholder", value = 1 } })).EnsureSuccessStatusCode();
        }

        Execute("INSERT INTO state (key, value, is_binary, etag) VALUES ('tests||Counter||1||count', '40', 0, 'first')");
        await using var app = await ActorApp.StartAsync(database: File);

        Assert.Equal(42, await app.Actor().AddAsync(2));
        Assert.Equal("42", Stored("Counter||1||count"));
        Assert.False(IsBinary("Counter||1||count"));
    }

    private Task<Sidecar> StartAsync() => DaprletHost.StartAsync("tests", DaprletHost.Component("store", "state.sqlite", ("connectionString", File)));

    private string Stored(string key) => (string)Execute($"SELECT value FROM state WHERE key = 'tests||{key}'")!;

    private bool IsBinary(string key) => (long)Execute($"SELECT is_binary FROM state WHERE key = 'tests||{key}'")! != 0;

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private sealed record Basket(string Owner, int Items);
}
