using System.Net;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

[Collection(nameof(WholeProcess))]
public sealed class StreamingTests
{
    private const int PieceBytes = 256 * 1024;
    private const int Pieces = 256;
    private const long TotalBytes = (long)PieceBytes * Pieces;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Bodies_of_64_MiB_pass_either_way_in_bounded_memory()
    {
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (HttpMethods.IsPost(http.Request.Method))
                await http.Response.WriteAsync($"{await CountAsync(http.Request.Body)}");
            else
                await SendAsync(http.Response.Body);
        });
        var network = new SidecarNetwork();
        await using var callee = await DaprletHost.StartAsync(new SidecarOptions { AppId = "callee", AppPort = app.Port, Network = network });
        await using var caller = await DaprletHost.StartAsync(new SidecarOptions { AppId = "caller", Network = network, MaxBodyBytes = long.MaxValue });
        await callee.ReadyAsync(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{caller.HttpPort}") };
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var sent = await client.PostAsync("/v1.0/invoke/callee/method/count", new Streamed(SendAsync));
        var afterRequest = GC.GetTotalMemory(forceFullCollection: false);
        using var response = await client.GetAsync("/v1.0/invoke/callee/method/send", HttpCompletionOption.ResponseHeadersRead);
        var received = await CountAsync(await response.Content.ReadAsStreamAsync());
        var afterResponse = GC.GetTotalMemory(forceFullCollection: false);

        Assert.Equal($"{TotalBytes}", await sent.Content.ReadAsStringAsync());
        Assert.Equal(TotalBytes, received);
        Assert.InRange(Math.Max(afterRequest, afterResponse) - before, long.MinValue, TotalBytes / 2);
    }

    [Fact]
    public async Task A_piece_of_an_answer_arrives_before_the_next_one_is_written()
    {
        var next = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path != "/pieces")
                return;
            foreach (var piece in new[] { "one", "two" })
            {
                await http.Response.WriteAsync(piece);
                await http.Response.Body.FlushAsync();
                await next.WaitAsync(Limit);
            }
        });
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "solo", AppPort = app.Port });
        await sidecar.ReadyAsync(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

        using var response = await client.GetAsync("/v1.0/invoke/solo/method/pieces", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16];

        Assert.Equal(3, await body.ReadAsync(buffer).AsTask().WaitAsync(Limit));
        next.Release();
        Assert.Equal(3, await body.ReadAsync(buffer).AsTask().WaitAsync(Limit));
        next.Release();
        Assert.Equal(0, await body.ReadAsync(buffer).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_request_reaches_the_app_before_its_body_has_come()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path != "/upload")
                return;
            begun.SetResult();
            await http.Response.WriteAsync(await new StreamReader(http.Request.Body).ReadToEndAsync());
        });
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "solo", AppPort = app.Port });
        await sidecar.ReadyAsync(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}"), Timeout = Limit };

        using var response = await client.PostAsync("/v1.0/invoke/solo/method/upload", new Streamed(async stream =>
        {
            await stream.FlushAsync();
            await begun.Task.WaitAsync(Limit);
            await stream.WriteAsync("late"u8.ToArray());
        }));

        Assert.Equal("late", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_whether_it_says_its_length_or_not()
    {
        await using var app = await TestApp.StartAsync(http => http.Request.Body.CopyToAsync(Stream.Null));
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "solo", AppPort = app.Port, MaxBodyBytes = 1024 });
        await sidecar.ReadyAsync(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };
        foreach (HttpContent content in new HttpContent[] { new ByteArrayContent(new byte[1025]), new StreamContent(new MemoryStream(new byte[1025])) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/invoke/solo/method/x") { Content = content };
            request.Headers.TransferEncodingChunked = content is StreamContent;

            using var response = await client.SendAsync(request);

            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Contains("stream too large", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<long> CountAsync(Stream body)
    {
        var (buffer, total) = (new byte[PieceBytes], 0L);
        for (int count; (count = await body.ReadAsync(buffer)) > 0;)
            total += count;
        return total;
    }

    private static async Task SendAsync(Stream body)
    {
        var piece = new byte[PieceBytes];
        for (var i = 0; i < Pieces; i++)
            await body.WriteAsync(piece);
    }

    /// <summary>A body of unknown length, made as it is sent.</summary>
    private sealed class Streamed(Func<Stream, Task> send) : HttpContent
    {
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => send(stream);
    }
}
