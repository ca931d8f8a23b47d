using System.Collections.Concurrent;
using System.Net;
using Daprlet.Components.State;
using DaprShop.Testing;

namespace DaprShop.Tests.Products;

public sealed class CatalogueJournalTests
{
    private const string Path = "/api/v1/products";

    [Fact]
    public async Task Every_instance_shows_a_write_as_soon_as_it_was_answered()
    {
        await using var shop = await ProductsHost.StartAsync();
        await shop.StartInstanceAsync();
        for (var i = 0; i < 10; i++)
        {
            var id = await shop.AddAsync($"Cup{i}", instance: i % 2);
            Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync($"{Path}/{id}", instance: (i + 1) % 2)).StatusCode);
            Assert.Equal(1, await TotalAsync(shop, $"?search=cup{i}", (i + 1) % 2));
        }
    }

    [Fact]
    public async Task Of_edits_that_meet_one_is_made_and_of_additions_that_meet_all()
    {
        await using var shop = await ProductsHost.StartAsync();
        await shop.StartInstanceAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => shop.AddAsync("Plate", instance: i % 2)));
        Assert.Equal(40, await TotalAsync(shop, "?search=plate", 0));

        var id = await shop.AddAsync("Cup");
        var edits = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => shop.AsAdministratorAsync(HttpMethod.Put, $"{Path}/{id}",
            new { name = $"Mug {i}", category = "Kitchen", price = 1, currency = "EUR" }, ifMatch: "\"1.10\"", instance: i % 2)));
        Assert.Equal(1, edits.Count(edit => edit.StatusCode == HttpStatusCode.OK));
        Assert.Equal(9, edits.Count(edit => edit.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task An_instance_that_starts_later_reads_segments_and_knows_everything()
    {
        await using var shop = await ProductsHost.StartAsync();
        var written = new ConcurrentQueue<string>();
        shop.Store.AfterWrite = operation =>
        {
            if (IsSegment(operation)) written.Enqueue(operation.Key);
        };
        for (var i = 0; i < 3; i++)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.AddAsync("Cup")));

        Assert.Equal(2, written.Count);
        Assert.Equal(300, await TotalAsync(shop, "", await shop.StartInstanceAsync()));
    }

    [Fact]
    public async Task A_segment_that_could_not_be_written_is_written_by_the_next_start()
    {
        await using var shop = await ProductsHost.StartAsync();
        shop.Store.BeforeWrite = operation => IsSegment(operation) ? StateFault.Refused("disk full") : null;
        for (var i = 0; i < 2; i++)
            await Task.WhenAll(Enumerable.Range(0, 70).Select(_ => shop.AddAsync("Cup")));
        Assert.Equal(140, await TotalAsync(shop, "", 0));

        var written = new ConcurrentQueue<string>();
        shop.Store.BeforeWrite = _ => null;
        shop.Store.AfterWrite = operation =>
        {
            if (IsSegment(operation)) written.Enqueue(operation.Key);
        };
        Assert.Equal(140, await TotalAsync(shop, "", await shop.StartInstanceAsync()));
        Assert.EndsWith("catalogue-segment-0", Assert.Single(written), StringComparison.Ordinal);
        Assert.Equal(140, await TotalAsync(shop, "", await shop.StartInstanceAsync()));
    }

    [Fact]
    public async Task A_change_that_a_bulk_read_misses_is_not_passed_over()
    {
        await using var shop = await ProductsHost.StartAsync();
        var other = await shop.StartInstanceAsync();
        for (var i = 0; i < 8; i++) await shop.AddAsync("Cup");
        var reads = 0;
        // It reads 1, then 2 and 3, then 4 to 7: what is missed must have others after it.
        shop.Store.IsMissedInBulk = key => key.EndsWith("|catalogue-5", StringComparison.Ordinal) && Interlocked.Increment(ref reads) == 1;

        await TotalAsync(shop, "", other);
        Assert.Equal(1, reads);
        Assert.Equal(8, await TotalAsync(shop, "", other));
    }

    [Fact]
    public async Task A_change_whose_answer_from_the_store_got_lost_is_made_once()
    {
        await using var shop = await ProductsHost.StartAsync();
        shop.Store.AfterWrite = operation =>
        {
            if (operation.Key.EndsWith("||catalogue-1", StringComparison.Ordinal)) throw new IOException("connection lost");
        };
        await shop.AddAsync("Cup");

        Assert.Equal(1, await TotalAsync(shop, "", 0));
        await shop.AddAsync("Cup");
        Assert.Equal(2, await TotalAsync(shop, "", await shop.StartInstanceAsync()));
    }

    [Fact]
    public async Task Without_its_store_the_catalogue_answers_503_and_recovers()
    {
        await using var shop = await ProductsHost.StartAsync();
        shop.Store.BeforeWrite = _ => StateFault.Refused("disk full");
        var refused = await shop.AsAdministratorAsync(HttpMethod.Post, Path,
            new { name = "Cup", category = "Kitchen", price = 1, currency = "EUR", stock = 1 });
        await Problem.ReadAsync(refused, HttpStatusCode.ServiceUnavailable);
        shop.Store.BeforeWrite = _ => null;

        await shop.AddAsync("Cup");
        Assert.Equal(1, await TotalAsync(shop, "", 0));
    }

    private static bool IsSegment(StateOperation operation) => operation.Key.Contains("catalogue-segment-", StringComparison.Ordinal);

    private static async Task<int> TotalAsync(ProductsHost shop, string query, int instance) =>
        (int)(await ProductsHost.ReadAsync(await shop.GetAsync(Path + query, instance: instance), HttpStatusCode.OK))["total"]!;
}
