using System.Net;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Gateway;

/// <summary>What documents cost the services: next to nothing, whoever asks.</summary>
public sealed class DocumentsTests
{
    private const string Path = "/openapi/products.json";

    [Fact]
    public async Task However_many_ask_a_service_makes_its_document_once()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => gateway.Client.GetAsync(Path)));

        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.ETag!.IsWeak);
            Assert.Equal(("public, max-age=60", "application/json"), (answer.Headers.CacheControl?.ToString(), answer.Content.Headers.ContentType?.MediaType));
        });
        Assert.Single(answers.Select(answer => answer.Headers.ETag!.Tag).Distinct());
        Assert.Single(gateway.Products.Received);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.css")]
    [InlineData("/index.js")]
    [InlineData("/api.js")]
    [InlineData(Path)]
    [InlineData("/openapi/gateway.json")]
    public async Task Whoever_has_it_already_is_told_so(string path)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var tag = (await gateway.Client.GetAsync(path)).Headers.ETag!.ToString();

        foreach (var (condition, status) in new[] { (tag, HttpStatusCode.NotModified), ($"\"other\", W/{tag}", HttpStatusCode.NotModified), ("\"other\"", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("If-None-Match", condition);
            var answer = await gateway.Client.SendAsync(request);

            Assert.Equal((status, tag), (answer.StatusCode, answer.Headers.ETag?.ToString()));
            Assert.NotNull(answer.Headers.CacheControl);
            Assert.Equal(status == HttpStatusCode.NotModified, (await answer.Content.ReadAsByteArrayAsync()).Length == 0);
        }
    }

    [Fact]
    public async Task A_document_is_a_minute_old_at_most_and_outlives_its_service()
    {
        var time = new VirtualTime();
        await using var gateway = await GatewayHost.StartAsync(time);
        gateway.Products.Answer = context => context.Response.WriteAsync("""{"info":"first"}""");
        var first = await gateway.Client.GetStringAsync(Path);
        gateway.Products.Answer = context => context.Response.WriteAsync("""{"info":"second"}""");

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(first, await gateway.Client.GetStringAsync(Path));
        time.Advance(TimeSpan.FromSeconds(1));
        var second = await gateway.Client.GetStringAsync(Path);
        Assert.Contains("second", second, StringComparison.Ordinal);

        await gateway.Products.StopAppAsync();
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(second, await gateway.Client.GetStringAsync(Path));
    }

    [Fact]
    public async Task A_service_that_gives_none_is_asked_once_a_second()
    {
        var time = new VirtualTime();
        await using var gateway = await GatewayHost.StartAsync(time);
        gateway.Products.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        for (var i = 0; i < 10; i++)
        {
            var answer = await gateway.Client.GetAsync(Path);
            await Problem.ReadAsync(answer, HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        Assert.Single(gateway.Products.Received);
        gateway.Products.Answer = context => context.Response.WriteAsJsonAsync(new { });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync(Path)).StatusCode);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_keeps_nobody_waiting_for_longer_than_a_few_seconds()
    {
        var time = new VirtualTime();
        await using var gateway = await GatewayHost.StartAsync(time);
        gateway.Products.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var answer = gateway.Client.GetAsync(Path);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return answer.IsCompleted;
        }, "an answer");

        await Problem.ReadAsync(await answer, HttpStatusCode.ServiceUnavailable);
    }
}
