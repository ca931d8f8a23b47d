using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class AppTokenTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("the-token2")]
    [InlineData("THE-TOKEN")]
    public async Task Without_the_right_token_nothing_answers_but_health_and_what_is_open(string? token)
    {
        await using var service = await ProbeService.StartAsync(("APP_API_TOKEN", "the-token"));
        if (token is not null) service.Client.DefaultRequestHeaders.TryAddWithoutValidation("dapr-api-token", token);

        foreach (var path in new[] { "/number?n=1", "/nowhere", "/openapi/v1.json", "/swagger/index.html", "/user", "/healthz/x" })
        {
            var problem = await Problem.ReadAsync(await service.Client.GetAsync(path), HttpStatusCode.Unauthorized);
            Assert.Equal("app_token_required", problem.Code);
        }

        Assert.Equal("Healthy", await service.Client.GetStringAsync("/healthz"));
        Assert.Equal("open", await service.Client.GetStringAsync("/open"));
    }

    // An HTTP client would join both into one line, which is just a wrong token.
    [Theory]
    [InlineData("the-token", "the-token")]
    [InlineData("the-token", "wrong")]
    [InlineData("wrong", "the-token")]
    [InlineData("the-token", "")]
    public async Task Two_lines_with_tokens_are_no_token(string first, string second)
    {
        await using var service = await ProbeService.StartAsync(("APP_API_TOKEN", "the-token"));
        var address = service.Client.BaseAddress!;

        Assert.Equal(200, await RawHttp.GetStatusAsync(address, "/number?n=1", "dapr-api-token: the-token\r\n"));
        Assert.Equal(401, await RawHttp.GetStatusAsync(address, "/number?n=1", $"dapr-api-token: {first}\r\ndapr-api-token: {second}\r\n"));
    }

    [Fact]
    public async Task With_the_token_everything_answers_but_Swagger_UI()
    {
        await using var service = await ProbeService.StartAsync(("APP_API_TOKEN", "the-token"));
        service.Client.DefaultRequestHeaders.Add("dapr-api-token", "the-token");

        Assert.Equal("1", await service.Client.GetStringAsync("/number?n=1"));
        Assert.Contains("\"/things\"", await service.Client.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync("/swagger/index.html")).StatusCode);
    }

    [Fact]
    public async Task Where_no_token_is_set_Swagger_UI_is_open()
    {
        await using var service = await ProbeService.StartAsync();

        Assert.Contains("Swagger UI", await service.Client.GetStringAsync("/swagger/index.html"), StringComparison.Ordinal);
    }
}
