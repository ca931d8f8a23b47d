using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class RequestTimeLimitTests
{
    private static readonly (string Key, string Value) Limit = ("RequestTimeLimit", "00:00:00.05");

    [Fact]
    public async Task What_takes_too_long_gets_504()
    {
        await using var service = await ProbeService.StartAsync(Limit);

        var problem = await Problem.ReadAsync(await service.Client.GetAsync("/slow"), HttpStatusCode.GatewayTimeout);

        Assert.Equal("gateway_timeout", problem.Code);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_gets_408()
    {
        await using var service = await ProbeService.StartAsync(Limit);

        // Again if the time was over before the service waited for the body.
        await Eventually.TrueAsync(async () => (await RawHttp.SendAsync(service.Client.BaseAddress!,
            "POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"))
            .StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), "408");
    }

    [Fact]
    public async Task An_answer_that_the_limit_interrupts_is_whole_or_broken_off()
    {
        await using var service = await ProbeService.StartAsync(Limit);
        try
        {
            using var response = await service.Client.GetAsync("/late");

            var isWhole = response.StatusCode == HttpStatusCode.Conflict;
            var problem = await Problem.ReadAsync(response, isWhole ? HttpStatusCode.Conflict : HttpStatusCode.GatewayTimeout);
            Assert.Equal(isWhole ? "late" : "gateway_timeout", problem.Code);
        }
        catch (HttpRequestException)
        {
            // broken off: the caller sees that there is no answer
        }
    }
}
