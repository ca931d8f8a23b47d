using System.Net;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>A sidecar that takes calls and does not answer them, or not to the end.</summary>
public sealed class SidecarTimeoutTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sidecar_that_hangs_is_a_503_after_a_while_and_is_told_how_long_that_is(bool answersHalf)
    {
        var time = new VirtualTime();
        await using var sidecar = await HangingSidecar.StartAsync(answersHalf);
        await using var service = await ProbeService.StartAsync(time, ("DAPR_GRPC_ENDPOINT", sidecar.Address));

        var answer = service.Client.GetAsync("/state");
        Assert.Equal("20S", await sidecar.Called.WaitAsync(TimeSpan.FromMinutes(1)));
        time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("sidecar_unavailable", (await Problem.ReadAsync(await answer, HttpStatusCode.ServiceUnavailable)).Code);
    }

    private sealed class HangingSidecar : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly TaskCompletionSource<string> _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private HangingSidecar(WebApplication app) => _app = app;

        public string Address => _app.Urls.Single();

        /// <summary>The time limit of the first call.</summary>
        public Task<string> Called => _called.Task;

        public static async Task<HangingSidecar> StartAsync(bool answersHalf)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            var app = builder.Build();
            var sidecar = new HangingSidecar(app);
            app.Run(async context =>
            {
                context.Response.ContentType = "application/grpc";
                if (answersHalf) await context.Response.StartAsync();
                sidecar._called.TrySetResult(context.Request.Headers["grpc-timeout"].ToString());
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            });
            await app.StartAsync();
            return sidecar;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
