using System.Diagnostics;
using System.Net;
using System.Text;

namespace DaprShop.Tests.Daprlet.Fuzzing;

/// <summary>The HTTP API under bodies, paths and headers that no honest client sends: an answer for each, never one without a word, and the sidecar lives.</summary>
public sealed class HttpFuzzTests
{
    private static readonly string[] Routes =
    [
        "state/{}", "state/{}/bulk", "state/{}/transaction", "state/{}/{}", "publish/{}/{}", "publish/bulk/{}/{}", "bindings/{}", "secrets/{}/{}", "secrets/{}/bulk", "configuration/{}",
        "actors/{}/{}/state", "actors/{}/{}/state/{}", "actors/{}/{}/method/{}", "actors/{}/{}/timers/{}", "actors/{}/{}/reminders/{}", "actors/{}/{}/timers", "actors/{}/{}/reminders",
        "invoke/{}/method/{}", "metadata", "metadata/{}", "healthz", "healthz/outbound", "{}/{}", "configuration/{}/{}/unsubscribe",
    ];

    [Fact]
    public async Task Nothing_that_comes_over_HTTP_takes_the_sidecar_down_or_leaves_it_without_an_answer()
    {
        await using var sidecar = await FuzzedSidecar.StartAsync();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var hostile = new HostileText(new Random(FuzzBudget.Seed));
        var clock = Stopwatch.StartNew();
        var answered = 0;
        for (var number = 0; clock.Elapsed < FuzzBudget.Time || number < Routes.Length; number++)
        {
            var (method, path, body) = (hostile.Pick(["GET", "POST", "POST", "POST", "PUT", "DELETE"]), Path(hostile, number), hostile.Chance(0.8) ? hostile.Json() : hostile.Bytes());
            var sent = $"{number}: {method} {path} {Convert.ToHexString(body)}";
            using var request = Request(sidecar, hostile, method, path, body);
            try
            {
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                var text = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                Assert.False(answer.StatusCode == HttpStatusCode.InternalServerError && text.Length == 0, sent);
                answered++;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or InvalidOperationException && !sidecar.Sidecar.Ended.IsCompleted)
            {
                // Broken off, or nothing that this client can send.
            }
            Assert.True(sidecar.Log.Count("unhandled exception") == 0, sent);
        }
        await sidecar.AssertWellAsync();
        Assert.True(answered > Routes.Length / 2);
    }

    [Theory]
    [InlineData("state/store", """[{"key":"k","value":"a\ud800b","k\ud800":1}]""", HttpStatusCode.NoContent)]
    [InlineData("state/store/bulk", """{"keys\ud800":[]}""", HttpStatusCode.OK)]
    [InlineData("state/store/transaction", """{"operations":[{"operation":"upsert","\udc00":1,"request":{"key":"k","value":{"\ud800":"\ud800"},"\ud800":2}}],"\ud800":3}""", HttpStatusCode.NoContent)]
    [InlineData("actors/Thing/1/state", """[{"operation":"upsert","\ud800":1,"request":{"key":"k","value":"\ud800","\ud800":1}}]""", HttpStatusCode.NoContent)]
    [InlineData("actors/Thing/1/timers/t", """{"dueTime":"1h","\ud800":1,"data":"\ud800"}""", HttpStatusCode.NoContent)]
    [InlineData("actors/Thing/1/reminders/r", """{"dueTime":"1h","\ud800":1,"data":{"\ud800":"\udfff"}}""", HttpStatusCode.NoContent)]
    [InlineData("bindings/files", """{"operation":"create","\ud800":1,"data":"\ud800","metadata":{"fileName":"f","\ud800":"\ud800"}}""", HttpStatusCode.OK)]
    [InlineData("publish/pubsub/t", """{"\ud800":"\ud800"}""", HttpStatusCode.NoContent)]
    [InlineData("publish/bulk/pubsub/t", """[{"entryId":"1","\ud800":1,"event":"\ud800","contentType":"text/plain","metadata":{"\ud800":"\ud800"}}]""", HttpStatusCode.NoContent)]
    public async Task A_lone_surrogate_is_a_character_that_nobody_knows(string route, string body, HttpStatusCode status)
    {
        await using var sidecar = await FuzzedSidecar.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.Sidecar.HttpPort}/v1.0/") };
        await client.PostAsync("actors/Thing/1/method/begin", null, TestContext.Current.CancellationToken);

        using var answer = await client.PostAsync(route, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        await sidecar.AssertWellAsync();
    }

    [Theory]
    [InlineData("lock/lock", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":5,"\ud800":1}""")]
    [InlineData("unlock/lock", """{"resourceId":"r\ud800","lockOwner":"o"}""")]
    public async Task Locks_are_read_as_protobuf_reads_JSON_where_a_lone_surrogate_is_an_error(string route, string body)
    {
        await using var sidecar = await FuzzedSidecar.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.Sidecar.HttpPort}/v1.0-alpha1/") };

        using var answer = await client.PostAsync(route, new StringContent(body), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await sidecar.AssertWellAsync();
    }

    private static string Path(HostileText hostile, int number)
    {
        var route = number < Routes.Length ? Routes[number] : hostile.Pick(Routes);
        var path = new StringBuilder(hostile.Chance(0.9) ? "/v1.0/" : hostile.Pick(["/v1.0-alpha1/", "/v1.0-alpha1/lock/", "/v1.0-alpha1/unlock/", "/", "//", "/v1.0//", "/v9/"]));
        foreach (var part in route.Split("{}"))
            path.Append(path.Length > 0 && path[^1] != '/' && part.Length == 0 ? "" : part).Append(part.EndsWith('/') ? hostile.Segment() : "");
        return path.ToString();
    }

    private static HttpRequestMessage Request(FuzzedSidecar sidecar, HostileText hostile, string method, string path, byte[] body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://127.0.0.1:{sidecar.Sidecar.HttpPort}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", hostile.Pick(["application/json", "application/cloudevents+json", "text/plain", "application/octet-stream", "nonsense", ";;", "application/cloudevents-batch+json"]));
        foreach (var header in new[] { "If-Match", "traceparent", "tracestate", "baggage", "dapr-app-id", "Metadata.ttlInSeconds", "Dapr-Reentrancy-Id", "Accept", "Authorization" }.Where(_ => hostile.Chance(0.15)))
            request.Headers.TryAddWithoutValidation(header, hostile.Pick(["", "*", "00-0-0-00", "shop", "=;=,", "é", new string('a', 300), "Basic !!!", "text/event-stream", "-1", "\t"]));
        return request;
    }
}
