using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.AspNetCore;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("secret", "secret", HttpStatusCode.OK)]
    [InlineData("secret", "Secret", HttpStatusCode.Unauthorized)]
    [InlineData("secret", "", HttpStatusCode.Unauthorized)]
    [InlineData("secret", null, HttpStatusCode.Unauthorized)]
    [InlineData("", "secret", HttpStatusCode.Unauthorized)]
    [InlineData("", "", HttpStatusCode.Unauthorized)]
    public async Task Only_a_request_with_the_token_passes(string token, string? shown, HttpStatusCode expected)
    {
        await using var app = await StartAsync(token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/subscribe");
        if (shown is not null)
            request.Headers.TryAddWithoutValidation("Dapr-Api-Token", shown);

        using var response = await app.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task What_does_not_ask_for_the_policy_is_open()
    {
        await using var app = await StartAsync("secret");

        Assert.Equal("open", await app.Client.GetStringAsync("/open"));
    }

    [Fact]
    public async Task The_sidecar_is_a_user_named_Dapr()
    {
        await using var app = await StartAsync("secret");
        app.Client.DefaultRequestHeaders.Add("dapr-api-token", "secret");

        Assert.Equal("Dapr", await app.Client.GetStringAsync("/name"));
    }

    private static Task<TestApp> StartAsync(string token) => TestApp.StartAsync(
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapSubscribeHandler().RequireAuthorization("Dapr");
            app.MapGet("/open", () => "open");
            app.MapGet("/name", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization("Dapr");
        },
        builder =>
        {
            builder.Services.AddAuthentication().AddDapr(options => options.Token = token);
            builder.Services.AddAuthorization(options => options.AddDapr());
        });
}
