using System.Net;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>RFC 9110, section 13.1, with the current tag "7".</summary>
public sealed class EntityTagTests(ProbeService service) : IClassFixture<ProbeService>
{
    [Theory]
    [InlineData("\"7\"", HttpStatusCode.NoContent)]
    [InlineData("\"6\", \"7\"", HttpStatusCode.NoContent)]
    [InlineData("*", HttpStatusCode.NoContent)]
    [InlineData("\"6\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"7\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("7", HttpStatusCode.BadRequest)]
    [InlineData("\"7", HttpStatusCode.BadRequest)]
    [InlineData("\"6\" \"7\"", HttpStatusCode.BadRequest)]
    [InlineData(null, (HttpStatusCode)428)]
    public async Task If_Match_compares_strongly(string? ifMatch, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/versioned");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);

        var response = await service.Client.SendAsync(request);

        if (expected == HttpStatusCode.NoContent) Assert.Equal(expected, response.StatusCode);
        else await Problem.ReadAsync(response, expected);
    }

    [Theory]
    [InlineData("\"7\"", HttpStatusCode.NoContent)]
    [InlineData("\"6\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("7", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.NoContent)]
    public async Task If_Match_may_be_left_out_where_the_service_says_so(string? ifMatch, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/versioned");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);

        Assert.Equal(expected, (await service.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("\"7\"", HttpStatusCode.NotModified)]
    [InlineData("W/\"7\"", HttpStatusCode.NotModified)]
    [InlineData("\"6\", W/\"7\"", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"6\"", HttpStatusCode.OK)]
    [InlineData("7", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task If_None_Match_compares_weakly_and_passes_over_what_is_no_tag(string? ifNoneMatch, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/versioned");
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);

        Assert.Equal(expected, (await service.Client.SendAsync(request)).StatusCode);
    }
}
