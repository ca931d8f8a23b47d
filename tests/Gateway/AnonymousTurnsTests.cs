using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.Gateway;

/// <summary>However many ask without a login, customers and probes get through.</summary>
public sealed class AnonymousTurnsTests
{
    private const string Path = "/api/v1/products";

    private static readonly (string Key, string Value)[] Two = [("RateLimits:AnonymousAtOnce", "2"), ("RateLimits:AnonymousWaiting", "10")];

    [Fact]
    public async Task They_take_turns_and_customers_do_not_wait_for_them()
    {
        await using var gateway = await GatewayHost.StartAsync(Two);
        var mayAnswer = BlockAnonymous(gateway);
        var anonymous = Enumerable.Range(0, 12).Select(_ => gateway.Client.GetAsync(Path)).ToList();
        await Eventually.TrueAsync(() => gateway.Products.Received.Count == 2, "the first two");

        for (var i = 0; i < 5; i++)
        {
            foreach (var path in (string[])[Path, "/api/v1/orders", "/api/v1/basket"])
                Assert.Equal(HttpStatusCode.OK, (await gateway.Client.SendAsync(gateway.Request(HttpMethod.Get, path))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.PostAsync("/api/v1/users/login", null)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/healthz")).StatusCode);
        }

        Assert.Equal(2, gateway.Products.Received.Count(request => !request.Headers.ContainsKey("Authorization")));
        mayAnswer.SetResult();
        Assert.All(await Task.WhenAll(anonymous), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task When_too_many_wait_the_next_is_told_to_come_again()
    {
        await using var gateway = await GatewayHost.StartAsync(Two);
        var mayAnswer = BlockAnonymous(gateway);

        var all = Enumerable.Range(0, 40).Select(_ => gateway.Client.GetAsync(Path)).ToList();
        await Eventually.TrueAsync(() => all.Count(answer => answer.IsCompleted) == 28, "those who found no place");
        var refused = await all.First(answer => answer.IsCompleted);
        mayAnswer.SetResult();

        await Problem.ReadAsync(refused, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(12, (await Task.WhenAll(all)).Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task One_client_cannot_take_all_places()
    {
        await using var gateway = await GatewayHost.StartAsync([.. Two, ("RateLimits:AnonymousPerClient", "3"), ("FORWARDEDHEADERS_ENABLED", "true")]);
        var mayAnswer = BlockAnonymous(gateway);

        var greedy = Enumerable.Range(0, 10).Select(_ => AskAsync(gateway, "203.0.113.7")).ToList();
        await Eventually.TrueAsync(() => greedy.Count(answer => answer.IsCompleted) == 7, "those who found no place");
        var other = AskAsync(gateway, "203.0.113.8");
        mayAnswer.SetResult();

        Assert.Equal(200, await other);
        Assert.Equal([200, 200, 200, 429, 429, 429, 429, 429, 429, 429], (await Task.WhenAll(greedy)).Order());
    }

    [Fact]
    public async Task A_turn_is_given_back_whatever_becomes_of_the_request()
    {
        await using var gateway = await GatewayHost.StartAsync(Two);
        var mayAnswer = BlockAnonymous(gateway);
        using var leaving = new CancellationTokenSource();
        var gone = Enumerable.Range(0, 12).Select(_ => gateway.Client.GetAsync(Path, leaving.Token)).ToList();
        await Eventually.TrueAsync(() => gateway.Products.Received.Count == 2, "the first two");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(gone));
        mayAnswer.SetResult();

        for (var i = 0; i < 20; i++)
            await Eventually.TrueAsync(async () => (await gateway.Client.GetAsync(Path)).StatusCode == HttpStatusCode.OK, "a free turn");
    }

    private static TaskCompletionSource BlockAnonymous(GatewayHost gateway)
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Products.Answer = context => context.Request.Headers.Authorization.Count == 0 ? mayAnswer.Task : Task.CompletedTask;
        return mayAnswer;
    }

    private static Task<int> AskAsync(GatewayHost gateway, string address) =>
        RawHttp.GetStatusAsync(gateway.Address, Path, $"X-Forwarded-For: {address}\r\n");
}
