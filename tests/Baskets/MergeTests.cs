using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Baskets;

/// <summary>What was collected before the login comes into the basket once, all of it.</summary>
public sealed class MergeTests(BasketsHost shop) : IClassFixture<BasketsHost>
{
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task A_merge_adds_up_and_is_done_once_however_often_it_is_sent()
    {
        var (pot, cup) = (await shop.AddProductAsync(), await shop.AddProductAsync());
        await shop.AddAsync(_user, pot, 2);

        for (var i = 0; i < 3; i++) await BasketsHost.ReadAsync(await shop.MergeAsync(_user, "login", (cup, 1), (pot, 3)), HttpStatusCode.OK);
        Assert.Equal([(pot, 5), (cup, 1)], await shop.ItemsAsync(_user));

        await BasketsHost.ReadAsync(await shop.MergeAsync(_user, "next-login", (cup, 1)), HttpStatusCode.OK);
        Assert.Equal([(pot, 5), (cup, 2)], await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_merge_that_is_repeated_after_other_changes_does_not_bring_back_what_was_taken_out()
    {
        var (pot, cup) = (await shop.AddProductAsync(), await shop.AddProductAsync());
        await shop.MergeAsync(_user, "login", (pot, 3));
        for (var i = 0; i < 60; i++) await shop.ReplaceAsync(_user, null, (cup, i + 1));

        await BasketsHost.ReadAsync(await shop.MergeAsync(_user, "login", (pot, 3)), HttpStatusCode.OK);

        Assert.Equal([(cup, 60)], await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task Ten_tabs_that_merge_at_once_merge_once()
    {
        var product = await shop.AddProductAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shop.MergeAsync(_user, "login", (product, 2))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal([(product, 2)], await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_merge_takes_along_what_has_left_the_catalogue()
    {
        var gone = await shop.AddProductAsync();
        await shop.RemoveProductAsync(gone);
        var basket = await BasketsHost.ReadAsync(await shop.MergeAsync(_user, "login", (gone, 1)), HttpStatusCode.OK);
        Assert.Equal("Unavailable", (string?)basket["items"]![0]!["availability"]);
    }

    [Fact]
    public async Task A_merge_that_does_not_fit_merges_nothing_and_can_be_repeated_when_it_does()
    {
        var (pot, cup) = (await shop.AddProductAsync(), await shop.AddProductAsync());
        await shop.AddAsync(_user, pot, 999);
        await Problem.ReadAsync(await shop.MergeAsync(_user, "login", (cup, 1), (pot, 2)), HttpStatusCode.Conflict);
        Assert.Equal([(pot, 999)], await shop.ItemsAsync(_user));

        await shop.ReplaceAsync(_user, null, (pot, 1));
        await BasketsHost.ReadAsync(await shop.MergeAsync(_user, "login", (cup, 1), (pot, 2)), HttpStatusCode.OK);
        Assert.Equal([(pot, 3), (cup, 1)], await shop.ItemsAsync(_user));
    }

    [Fact]
    public async Task A_key_stands_for_one_merge_of_one_customer()
    {
        var product = await shop.AddProductAsync();
        await shop.MergeAsync(_user, "login", (product, 1));
        await Problem.ReadAsync(await shop.MergeAsync(_user, "login", (product, 2)), HttpStatusCode.UnprocessableEntity);
        Assert.Equal([(product, 1)], await shop.ItemsAsync(_user));

        var other = Guid.CreateVersion7();
        await BasketsHost.ReadAsync(await shop.MergeAsync(other, "login", (product, 2)), HttpStatusCode.OK);
        Assert.Equal([(product, 2)], await shop.ItemsAsync(other));
    }

    [Fact]
    public async Task A_merge_needs_a_key_and_something_to_merge()
    {
        var path = $"{BasketsHost.Path}/merge";
        Assert.Equal("idempotency_key_required", (await Problem.ReadAsync(
            await shop.SendTextAsync(_user, HttpMethod.Post, path, """{"items":[]}"""), HttpStatusCode.BadRequest)).Code);
        Assert.Equal(["items"], (await Problem.ReadAsync(
            await shop.SendTextAsync(_user, HttpMethod.Post, path, """{"items":[]}""", ("Idempotency-Key", "key")), HttpStatusCode.BadRequest)).Errors.Keys);
    }
}
