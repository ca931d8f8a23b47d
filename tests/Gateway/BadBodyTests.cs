using DaprShop.Testing;

namespace DaprShop.Tests.Gateway;

/// <summary>Bodies that are not what their headers say, while the gateway passes them on.</summary>
public sealed class BadBodyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task A_body_that_cannot_be_read_is_its_senders_fault()
    {
        foreach (var body in BadBodies.Broken)
        {
            var answer = await SendAsync(gateway, "POST /api/v1/users/login", body);

            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{body}: {answer}");
            Assert.DoesNotContain("chunk size", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_body_that_ends_early_is_no_fault_of_the_shops()
    {
        foreach (var body in BadBodies.Cut)
        {
            // Most servers take it that nobody waits for an answer.
            var answer = await SendAsync(gateway, "POST /api/v1/users/login", body, thenNothing: true);

            Assert.False(answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal), $"{body}: {answer}");
        }
    }

    [Fact]
    public async Task A_strange_body_passes_or_is_refused()
    {
        foreach (var body in BadBodies.Strange)
        {
            var answer = await SendAsync(gateway, "POST /api/v1/users/login", body);

            Assert.True(answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{body}: {answer}");
        }
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_gets_408()
    {
        var time = new VirtualTime();
        await using var own = await GatewayHost.StartAsync(time, ("Forwarding:Timeout", "00:00:30"));

        // Again if the time was over before the gateway waited for the body.
        await Eventually.TrueAsync(async () =>
        {
            var answer = SendAsync(own, "POST /api/v1/users/login", "Content-Length: 20\r\n\r\n{");
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(31));
                return answer.IsCompleted;
            }, "an answer");
            return (await answer).StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal);
        }, "408");
    }

    [Fact]
    public async Task What_comes_with_a_GET_is_not_waited_for()
    {
        var answer = await SendAsync(gateway, "GET /api/v1/products/with-body", "Content-Length: 20\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Empty(gateway.Products.Received.Single(received => received.Target == "/api/v1/products/with-body").Body);
    }

    private static Task<string> SendAsync(GatewayHost gateway, string request, string body, bool thenNothing = false) =>
        RawHttp.SendAsync(gateway.Address, $"{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{body}", thenNothing);
}
