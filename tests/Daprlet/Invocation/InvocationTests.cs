using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

public sealed class InvocationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SidecarNetwork _network = new();
    private TestApp _app = null!;
    private Sidecar _caller = null!;
    private Sidecar _callee = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Answer);
        _caller = await DaprletHost.StartAsync(new SidecarOptions { AppId = "caller", Network = _network });
        _callee = await DaprletHost.StartAsync(new SidecarOptions { AppId = "callee", Network = _network, AppPort = _app.Port, AppApiToken = "app-token" });
        await _callee.ReadyAsync(Limit);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_caller.HttpPort}") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1.0/invoke/callee/method/orders/1?x=1", null)]
    [InlineData("/orders/1?x=1", "callee")]
    public async Task A_call_reaches_the_app_of_another_sidecar(string path, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent("hello") };
        if (header is not null)
            request.Headers.Add("dapr-app-id", header);

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("PUT /orders/1?x=1 caller app-token: hello", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_app_is_an_error_of_Dapr()
    {
        using var response = await _client.GetAsync("/v1.0/invoke/nobody/method/orders");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: nobody, err: no host found with the given ID"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("a%5Cb")]
    [InlineData("a%252Fb")]
    [InlineData("a%252e%252e")]
    [InlineData("a%255cb")]
    public async Task A_separator_that_is_escaped_twice_does_not_reach_an_app(string method)
    {
        using var response = await _client.GetAsync($"/v1.0/invoke/callee/method/{method}");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("InvalidArgument desc = invalid method", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_separator_that_is_escaped_once_is_one()
    {
        using var response = await _client.GetAsync("/v1.0/invoke/callee/method/a%2Fb%20c%25d%2E1");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode); // a percent sign that begins no escape
        using var next = await _client.GetAsync("/v1.0/invoke/callee/method/a%2Fb%20c%2E1/");
        Assert.StartsWith("GET /a/b%20c.1 caller", await next.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/orders/1")]
    [InlineData("/v1.0/invoke/callee/method/orders/1")]
    public async Task Credentials_without_an_app_id_name_nobody(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("dapr-app-id:"u8));

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("failed getting app id", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_question_about_the_whole_server_is_answered_with_nothing()
    {
        var answer = await RawHttp.SendAsync(_client.BaseAddress!, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-more", "a=1, ,b=2", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", "")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1,\tb=2,,", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1,b=2")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "1a=1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "1a@b=1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "1a@b=1")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", "a=1", "00-00000000000000000000000000000000-0000000000000000-00", "")]
    public async Task A_trace_context_is_understood_as_in_Dapr(string parent, string state, string answered, string answeredState)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/metadata");
        request.Headers.TryAddWithoutValidation("traceparent", parent);
        request.Headers.TryAddWithoutValidation("tracestate", state);

        using var response = await _client.SendAsync(request);

        Assert.Equal(answered, Assert.Single(response.Headers.GetValues("traceparent")));
        Assert.Equal(answeredState, response.Headers.TryGetValues("tracestate", out var states) ? Assert.Single(states) : "");
    }

    [Fact]
    public async Task A_response_before_the_last_one_does_not_count()
    {
        using var app = new TcpListener(IPAddress.Loopback, 0);
        app.Start();
        await using var solo = await DaprletHost.StartAsync(new SidecarOptions { AppId = "solo", Network = _network, AppPort = ((IPEndPoint)app.LocalEndpoint).Port });
        var calling = _client.GetAsync("/v1.0/invoke/solo/method/hints", TestContext.Current.CancellationToken);
        while (!calling.IsCompleted)
            await AnswerAsync(app, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", calling);

        using var response = await calling;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Answers the next connection, whatever it asks for, unless something else is completed first.</summary>
    private static async Task AnswerAsync(TcpListener app, string answer, Task until)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        _ = until.ContinueWith(_ => limit.CancelAsync(), TaskScheduler.Default);
        try
        {
            using var connection = await app.AcceptTcpClientAsync(limit.Token);
            using var reader = new StreamReader(connection.GetStream());
            while (await reader.ReadLineAsync(limit.Token) is { Length: > 0 })
            {
            }
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), limit.Token);
        }
        catch (OperationCanceledException) when (until.IsCompleted)
        {
        }
    }

    private static async Task Answer(HttpContext http)
    {
        var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await http.Response.WriteAsync($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers["dapr-caller-app-id"]} {http.Request.Headers["dapr-api-token"]}: {body}");
    }
}
