using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DaprShop.Tests.Daprlet.Api;

public sealed partial class NullEscapeTests : IAsyncLifetime
{
    private const string Refused = "forbidden character";
    private const string Last = "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Requests as they are sent, and what the connection answers to each.</summary>
    private static readonly Gen<(string Request, string Answer)> Exchanges = Gen.Elements(
        (Get("a%00b"), Refused),
        (Get("%00?q=%00"), Refused),
        (Get("a"), "[/a:]"),
        (Get($"{new string('a', 5000)}%00%00"), Refused),
        (Get("a%252500?q=%00&r=%0"), "[/a%2500?q=%00&r=%0:]"),
        (Post("a", "Content-Length: 12", "\r\n%00?\n%00%0"), "[/a:\r\n%00?\n%00%0]"),
        (Post("a", "Content-Length: 0", ""), "[/a:]"),
        (Post("a", "Transfer-Encoding: chunked", "4\r\n%00\n\r\n5\r\n/%00?\r\n0\r\n\r\n"), "[/a:%00\n/%00?]"));

    private TestApp _app = null!;
    private Sidecar _sidecar = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(async http =>
        {
            var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            await http.Response.WriteAsync($"[{http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}:{body}]");
        });
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "solo", AppPort = _app.Port, Components = [DaprletHost.Component("store", "state.sqlite", ("connectionString", ":memory:"))] });
        await _sidecar.ReadyAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public void Requests_of_one_connection_are_answered_as_they_were_sent_however_they_arrive()
    {
        var connections = from exchanges in Exchanges.NonEmptyListOf()
                          from pieceLength in Gen.OneOf(Gen.Choose(1, 40), Gen.Constant(int.MaxValue))
                          select (exchanges, pieceLength);
        Prop.ForAll(connections.ToArbitrary(), connection =>
        {
            var sent = string.Concat(connection.exchanges.Select(exchange => exchange.Request)) + Last;
            var answers = Answers().Matches(ConverseAsync(sent, connection.pieceLength).GetAwaiter().GetResult());
            return answers.Select(answer => answer.Value).SequenceEqual(connection.exchanges.Select(exchange => exchange.Answer));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public async Task The_error_quotes_the_path()
    {
        var answer = await ConverseAsync(Get("a%00b") + Last, int.MaxValue);

        Assert.Contains("""invalid method: method contains forbidden character: \"a\\x00b""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_read_of_a_body_harms_no_later_request()
    {
        var unread = Post("a%00", "Content-Length: 12", "%00\n%00\n%00\n");

        var answer = await ConverseAsync(unread + Get("a") + Post("a", "Content-Length: 4", "%00\n") + Last, int.MaxValue);

        Assert.Equal([Refused, "[/a:]", "[/a:%00\n]"], Answers().Matches(answer).Select(match => match.Value));
    }

    [Theory]
    [InlineData("GET /v1.0/state/a%00b/key", "400 Bad Request")]
    [InlineData("GET /v1.0/state/store/a%00b", "204 No Content")]
    [InlineData("DELETE /v1.0/state/store/a%00b", "204 No Content")]
    [InlineData("GET /v1.0/invoke/a%00b/method/x", "500 Internal Server Error")]
    [InlineData("GET /v1.0/secrets/a%00b/name", "500 Internal Server Error")]
    [InlineData("POST /v1.0/publish/a%00b/topic", "404 Not Found")]
    [InlineData("GET http://x/v1.0/state/a%00b/key", "400 Bad Request")]
    public async Task Any_path_may_have_it(string request, string status)
    {
        var answer = await ConverseAsync($"{request} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" + Last, int.MaxValue);

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 204 No Content", answer, StringComparison.Ordinal);
        Assert.DoesNotContain('\x01', answer);
    }

    private static string Get(string method) => $"GET /v1.0/invoke/solo/method/{method} HTTP/1.1\r\nHost: x\r\n\r\n";

    private static string Post(string method, string header, string body) => $"POST /v1.0/invoke/solo/method/{method} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n{body}";

    private async Task<string> ConverseAsync(string sent, int pieceLength)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", _sidecar.HttpPort, limit.Token);
        await using var stream = client.GetStream();
        foreach (var piece in Encoding.Latin1.GetBytes(sent).Chunk(pieceLength))
            await stream.WriteAsync(piece, limit.Token);
        return await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync(limit.Token);
    }

    [GeneratedRegex(@"\[/[^\]]*\]|forbidden character")]
    private static partial Regex Answers();
}
