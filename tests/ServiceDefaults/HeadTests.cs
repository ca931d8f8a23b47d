using System.Net;
using System.Net.Http.Headers;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>HEAD is answered as GET is, without the body (RFC 9110, 9.3.2).</summary>
public sealed class HeadTests(ProbeService service) : IClassFixture<ProbeService>
{
    [Theory]
    [InlineData("/number?n=1", 200)]
    [InlineData("/number?n=x", 400)]
    [InlineData("/page", 200)]
    [InlineData("/versioned", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/healthz", 200)]
    [InlineData("/user", 401)]
    [InlineData("/nowhere", 404)]
    [InlineData("/bug", 500)]
    [InlineData("/state", 503)]
    public async Task It_has_the_headers_of_GET_and_no_body(string path, int status)
    {
        var get = await service.Client.GetAsync(path);
        var head = await service.Client.SendAsync(new(HttpMethod.Head, path));
        var raw = await RawHttp.SendAsync(service.Client.BaseAddress!, $"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal(((HttpStatusCode)status, (HttpStatusCode)status), (get.StatusCode, head.StatusCode));
        Assert.Equal(Headers(get), Headers(head));
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.EndsWith("\r\n\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_keeps_the_conditions_of_GET()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/versioned") { Headers = { IfNoneMatch = { new("\"7\"") } } };

        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Where_GET_is_not_it_gets_405_and_what_is()
    {
        var answer = await service.Client.SendAsync(new(HttpMethod.Head, "/things"));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Of_events_that_go_on_it_gives_the_headers()
    {
        var answer = await service.Client.SendAsync(new(HttpMethod.Head, "/events"));

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Null(answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/number?n=1", false, "no-store")]
    [InlineData("/user", true, "no-store")]
    [InlineData("/user", false, "no-store")]
    [InlineData("/bug", true, "no-store, no-cache")]
    [InlineData("/versioned", false, "no-cache")]
    [InlineData("/versioned", true, "no-cache, private")]
    [InlineData("/versioned/own", true, "no-cache, private")]
    [InlineData("/openapi/v1.json", false, "public, max-age=60")]
    public async Task It_says_who_may_keep_the_answer_as_GET_does(string path, bool loggedIn, string expected)
    {
        foreach (var verb in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var request = new HttpRequestMessage(verb, path);
            if (loggedIn) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", service.Token(Roles.Customer));

            Assert.Equal(expected, (await service.Client.SendAsync(request)).Headers.CacheControl?.ToString());
        }
    }

    private static IEnumerable<string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
        .Order();
}
