using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Calls of another app under policies of the caller's sidecar.</summary>
public sealed class InvocationResiliencyTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _resources = Directory.CreateTempSubdirectory("resiliency-").FullName;
    private readonly SidecarNetwork _network = new();
    private readonly ConcurrentQueue<string> _received = [];
    private TestApp _app = null!;
    private Sidecar _callee = null!;
    private Func<int, HttpContext, Task> _answer = (_, _) => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(AnswerAsync, FreePorts.Take());
        _callee = await DaprletHost.StartAsync(new SidecarOptions { AppId = "callee", Network = _network, AppPort = _app.Port });
        await _callee.ReadyAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _callee.DisposeAsync();
        await _app.DisposeAsync();
        Directory.Delete(_resources, recursive: true);
    }

    [Fact]
    public async Task A_body_is_sent_whole_with_every_attempt()
    {
        await using var caller = await StartAsync("retries: { r: { duration: 0s, maxRetries: 3 } }", "retry: r");
        _answer = (attempt, http) => Status(http, attempt < 3 ? 503 : 200);

        using var response = await SendAsync(caller, new StringContent(new string('x', 100_000)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Enumerable.Repeat(new string('x', 100_000), 3), _received);
    }

    [Fact]
    public async Task The_last_answer_is_the_callers_when_all_attempts_fail()
    {
        await using var caller = await StartAsync("retries: { r: { duration: 0s, maxRetries: 2 } }", "retry: r");
        _answer = async (attempt, http) =>
        {
            http.Response.Headers["attempt"] = attempt.ToString();
            await Status(http, 503);
            await http.Response.WriteAsync($"failure {attempt}");
        };

        using var response = await SendAsync(caller, new StringContent("x"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("3", response.Headers.GetValues("attempt").Single());
        Assert.Equal("failure 3", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_sent_once_and_its_failure_counts_for_the_breaker()
    {
        await using var caller = await StartAsync("retries: { r: { duration: 0s, maxRetries: 5 } }, circuitBreakers: { c: { trip: consecutiveFailures >= 2 } }", "retry: r, circuitBreaker: c");
        _answer = (_, http) => Status(http, 503);

        using var first = await SendAsync(caller, Streamed("one"));
        using var second = await SendAsync(caller, Streamed("two"));
        using var third = await SendAsync(caller, Streamed("three"));

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.InternalServerError], [first.StatusCode, second.StatusCode, third.StatusCode]);
        Assert.Contains("circuit breaker is open", await third.Content.ReadAsStringAsync());
        Assert.Equal(["one", "two"], _received);
    }

    [Fact]
    public async Task A_success_that_takes_too_long_to_arrive_whole_is_broken_off()
    {
        await using var caller = await StartAsync("timeouts: { t: 500ms }, retries: { r: { duration: 0s, maxRetries: 5 } }", "timeout: t, retry: r");
        _answer = async (_, http) =>
        {
            await http.Response.WriteAsync("a beginning");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Limit, http.RequestAborted);
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(caller, new StringContent("x")));

        Assert.Single(_received);
    }

    [Fact]
    public async Task An_app_that_comes_up_in_time_is_reached_by_another_attempt()
    {
        await using var caller = await StartAsync("retries: { r: { duration: 50ms, maxRetries: 200 } }", "retry: r");
        var port = _app.Port;
        await _app.DisposeAsync();

        var calling = SendAsync(caller, new StringContent("x"));
        _app = await TestApp.StartAsync(AnswerAsync, port);
        using var response = await calling;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Metrics_tell_what_policies_did()
    {
        await using var caller = await StartAsync("retries: { r: { duration: 0s, maxRetries: 2 } }, circuitBreakers: { c: { trip: consecutiveFailures >= 3 } }", "retry: r, circuitBreaker: c");
        _answer = (_, http) => Status(http, 503);

        (await SendAsync(caller, new StringContent("x"))).Dispose();

        using var client = new HttpClient();
        var metrics = (await client.GetStringAsync($"http://127.0.0.1:{caller.MetricsPort}/metrics")).Split('\n');
        Assert.Contains("dapr_resiliency_loaded{app_id=\"caller\",name=\"r\",namespace=\"\"} 1", metrics);
        Assert.Contains("dapr_resiliency_activations_total{app_id=\"caller\",flow_direction=\"outbound\",name=\"r\",namespace=\"\",policy=\"retry\",status=\"\",target=\"app_callee\"} 1", metrics);
        Assert.Contains("dapr_resiliency_activations_total{app_id=\"caller\",flow_direction=\"outbound\",name=\"r\",namespace=\"\",policy=\"circuitbreaker\",status=\"open\",target=\"app_callee\"} 1", metrics);
        Assert.Contains("dapr_resiliency_cb_state{app_id=\"caller\",flow_direction=\"outbound\",name=\"r\",namespace=\"\",policy=\"circuitbreaker\",status=\"open\",target=\"app_callee\"} 1", metrics);
        Assert.Contains("dapr_resiliency_cb_state{app_id=\"caller\",flow_direction=\"outbound\",name=\"r\",namespace=\"\",policy=\"circuitbreaker\",status=\"closed\",target=\"app_callee\"} 0", metrics);
    }

    [Fact]
    public async Task Who_waits_for_the_apps_concurrency_ends_with_its_own_time_limit_and_takes_no_slot()
    {
        await using var narrow = await DaprletHost.StartAsync(new SidecarOptions { AppId = "narrow", Network = _network, AppPort = _app.Port, AppMaxConcurrency = 1 });
        await narrow.ReadyAsync(Limit);
        await using var caller = await StartAsync("timeouts: { t: 300ms }", "timeout: t", "narrow");
        var release = new TaskCompletionSource();
        _answer = (_, _) => release.Task;

        using var client = new HttpClient { Timeout = Limit };
        var first = client.GetAsync($"http://127.0.0.1:{narrow.HttpPort}/v1.0/invoke/narrow/method/m", TestContext.Current.CancellationToken);
        while (_received.IsEmpty)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        using var waited = await SendAsync(caller, new StringContent("x"), "narrow");

        Assert.Equal(HttpStatusCode.InternalServerError, waited.StatusCode);
        Assert.Contains("context deadline exceeded", await waited.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Single(_received);
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://127.0.0.1:{narrow.HttpPort}/v1.0/invoke/narrow/method/m", TestContext.Current.CancellationToken)).StatusCode);
    }

    private async Task<Sidecar> StartAsync(string policies, string target, string app = "callee")
    {
        await File.WriteAllTextAsync(Path.Combine(_resources, "r.yaml"), $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{ name: r }}\nspec: {{ policies: {{ {policies} }}, targets: {{ apps: {{ {app}: {{ {target} }} }} }} }}\n");
        return await DaprletHost.StartAsync(new SidecarOptions { AppId = "caller", Network = _network, ResourcesPaths = [_resources], MetricsPort = 0 });
    }

    private static async Task<HttpResponseMessage> SendAsync(Sidecar caller, HttpContent body, string app = "callee")
    {
        using var client = new HttpClient { Timeout = Limit };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{caller.HttpPort}/v1.0/invoke/{app}/method/m") { Content = body };
        request.Headers.TransferEncodingChunked = body is StreamContent;
        return await client.SendAsync(request);
    }

    private static StreamContent Streamed(string text) =>
        new(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path != "/m")
            return;
        using var reader = new StreamReader(http.Request.Body);
        _received.Enqueue(await reader.ReadToEndAsync());
        await _answer(_received.Count, http);
    }

    private static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
