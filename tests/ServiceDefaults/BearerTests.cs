using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class BearerTests(ProbeService service) : IClassFixture<ProbeService>
{
    [Fact]
    public async Task Without_a_token_a_user_route_gets_401()
    {
        var response = await service.Client.GetAsync("/user");

        Assert.Equal("unauthorized", (await Problem.ReadAsync(response, HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task With_a_token_that_is_not_good_it_gets_401_that_says_so()
    {
        var response = await GetAsync("/user", "Bearer " + service.Token("customer") + "x");

        Assert.Equal("invalid_token", (await Problem.ReadAsync(response, HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Basic ")]
    [InlineData("")]
    [InlineData("Bearer")]
    public async Task A_token_under_another_scheme_is_none(string scheme)
    {
        await Problem.ReadAsync(await GetAsync("/user", scheme + service.Token("customer")), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_customer_is_a_user_and_no_administrator()
    {
        var authorization = "Bearer " + service.Token("customer");

        Assert.Equal("somebody", await ReadAsync(await GetAsync("/user", authorization)));
        Assert.Equal("forbidden", (await Problem.ReadAsync(await GetAsync("/administrator", authorization), HttpStatusCode.Forbidden)).Code);
    }

    [Fact]
    public async Task The_administrator_may_do_both()
    {
        var authorization = "bearer " + service.Token("administrator");

        Assert.Equal("somebody", await ReadAsync(await GetAsync("/user", authorization)));
        Assert.Equal("yes", await ReadAsync(await GetAsync("/administrator", authorization)));
    }

    private static Task<string> ReadAsync(HttpResponseMessage response) => response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();

    private Task<HttpResponseMessage> GetAsync(string path, string authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return service.Client.SendAsync(request);
    }
}
