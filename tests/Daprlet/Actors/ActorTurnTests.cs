using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class ActorTurnTests
{
    private const string Plain = """{"entities": ["Cart"]}""";

    private const string Reentrant = """{"entities": ["Cart"], "reentrancy": {"enabled": true, "maxStackDepth": 3}}""";

    [Fact]
    public async Task Actors_do_not_wait_for_other_actors()
    {
        var gate = new Gate();
        await using var host = await HostingApp.StartAsync(Plain, http => http.Request.Path.Value!.StartsWith("/actors/Cart/1/", StringComparison.Ordinal) ? gate.WaitAsync() : Task.CompletedTask);

        var blocked = host.CallAsync("Cart/1", "wait");
        await gate.Entered;

        Assert.Equal(HttpStatusCode.OK, (await host.CallAsync("Cart/2", "go")).StatusCode);
        Assert.False(blocked.IsCompleted);
        gate.Open();
        Assert.Equal(HttpStatusCode.OK, (await blocked).StatusCode);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_end_the_turn_that_it_has_begun()
    {
        var gate = new Gate();
        var running = 0;
        await using var host = await HostingApp.StartAsync(Plain, async http =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            if (http.Request.Path.Value!.EndsWith("/first", StringComparison.Ordinal))
                await gate.WaitAsync();
            Interlocked.Decrement(ref running);
        });
        using var impatience = new CancellationTokenSource();

        var first = host.CallAsync("Cart/1", "first", cancellationToken: impatience.Token);
        await gate.Entered;
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = host.CallAsync("Cart/1", "second");
        gate.Open();

        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal(["first", "second"], host.Received.Select(path => path.Split('/')[^1]));
    }

    [Fact]
    public async Task A_call_with_the_id_of_the_turn_re_enters_it()
    {
        HostingApp? host = null;
        host = await HostingApp.StartAsync(Reentrant, async http =>
        {
            if (http.Request.Path.Value!.EndsWith("/outer", StringComparison.Ordinal))
                http.Response.StatusCode = (int)(await host!.CallAsync("Cart/1", "inner", http.Request.Headers["Dapr-Reentrancy-Id"])).StatusCode;
        });
        await using var _ = host;

        Assert.Equal(HttpStatusCode.OK, (await host.CallAsync("Cart/1", "outer")).StatusCode);
        Assert.Equal(["outer", "inner"], host.Received.Select(path => path.Split('/')[^1]));
    }

    [Fact]
    public async Task A_chain_of_calls_that_is_too_deep_is_refused_and_leaves_the_actor_usable()
    {
        HostingApp? host = null;
        var refusals = new List<string>();
        host = await HostingApp.StartAsync(Reentrant, async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/deeper", StringComparison.Ordinal))
                return;
            var answer = await host!.CallAsync("Cart/1", "deeper", http.Request.Headers["Dapr-Reentrancy-Id"]);
            if (!answer.IsSuccessStatusCode)
                refusals.Add(await answer.Content.ReadAsStringAsync());
        });
        await using var _ = host;

        Assert.Equal(HttpStatusCode.OK, (await host.CallAsync("Cart/1", "deeper")).StatusCode);

        Assert.Equal(3, host.Received.Count);
        Assert.Equal("ERR_ACTOR_STACK_DEPTH", (string?)JsonNode.Parse(Assert.Single(refusals))!["errorCode"]);
        Assert.Equal(HttpStatusCode.OK, (await host.CallAsync("Cart/1", "other")).StatusCode);
    }

    [Fact]
    public async Task Without_reentrancy_a_call_of_the_own_turn_waits_until_its_caller_gives_up()
    {
        HostingApp? host = null;
        var inner = new TaskCompletionSource<(Exception? Exception, string[] Received)>(TaskCreationOptions.RunContinuationsAsynchronously);
        host = await HostingApp.StartAsync(Plain, async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/outer", StringComparison.Ordinal))
                return;
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            var exception = await Record.ExceptionAsync(async () => await host!.CallAsync("Cart/1", "inner", "turn", patience.Token));
            inner.SetResult((exception, [.. host!.Received]));
        });
        await using var _ = host;

        Assert.Equal(HttpStatusCode.OK, (await host.CallAsync("Cart/1", "outer", "turn")).StatusCode);
        var (exception, received) = await inner.Task;
        Assert.IsType<OperationCanceledException>(exception, exactMatch: false);
        Assert.Equal(["PUT /actors/Cart/1/method/outer"], received);
    }

    [Fact]
    public async Task An_error_that_the_app_reports_in_an_answer_reaches_the_caller_as_it_is()
    {
        await using var host = await HostingApp.StartAsync(Plain, async http =>
        {
            http.Response.Headers["X-DaprErrorResponseHeader"] = "true";
            await http.Response.WriteAsync("""{"message": "no"}""");
        });

        var answer = await host.CallAsync("Cart/1", "fail");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("X-DaprErrorResponseHeader"));
        Assert.Equal("""{"message": "no"}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Cart/a%2Fb", "invalid request: invalid actorId: name contains forbidden character: \"a/b\"")]
    [InlineData("Cart/%C3%A9%0A", "invalid request: invalid actorId: name contains control character at position 2: \"é\\n\"")]
    [InlineData("Ca%23rt/1", "invalid request: invalid actorType: name contains forbidden character: \"Ca#rt\"")]
    public async Task Names_that_are_no_segments_of_a_path_are_refused(string actor, string message)
    {
        await using var host = await HostingApp.StartAsync(Plain);

        var answer = await host.CallAsync(actor, "go");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(message, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]);
        Assert.Empty(host.Received);
    }

    [Fact]
    public async Task Reminders_and_timers_are_turns_that_can_be_re_entered_too()
    {
        HostingApp? host = null;
        host = await HostingApp.StartAsync(Reentrant, async http =>
        {
            if (http.Request.Path.Value!.Contains("/method/remind/", StringComparison.Ordinal) || http.Request.Path.Value!.Contains("/method/timer/", StringComparison.Ordinal))
                http.Response.StatusCode = (int)(await host!.CallAsync("Cart/1", "inner", http.Request.Headers["Dapr-Reentrancy-Id"])).StatusCode;
        });
        await using var hosting = host;

        foreach (var kind in new[] { "reminders", "timers" })
        {
            using var answer = await host.Client.PostAsync($"actors/Cart/1/{kind}/r", new StringContent("""{"dueTime":"0s"}"""), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        await HostingApp.UntilAsync(() => host.Received.Count(path => path == "PUT /actors/Cart/1/method/inner") == 2);
    }

    [Theory]
    [InlineData("Cart/1", "a%2Fb", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Cart/1", "a%5cb", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Cart/1", "a%252Fb", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Cart/1", "a%252e%252E", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("dapr.internal.default.shop.workflow/1", "run", HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED")]
    public async Task A_method_with_a_separator_in_it_and_an_actor_of_Dapr_itself_are_not_called(string actor, string method, HttpStatusCode status, string code)
    {
        await using var host = await HostingApp.StartAsync(Plain);

        using var answer = await host.CallAsync(actor, method);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["errorCode"]);
        Assert.Empty(host.Received);
    }

    [Fact]
    public async Task Letters_beyond_ASCII_arrive_as_they_were_sent()
    {
        await using var host = await HostingApp.StartAsync("""{"entities": ["Wagené"]}""");

        using var answer = await host.CallAsync("Wagen%C3%A9/%E2%9C%93", "gr%C3%BC%C3%9Fe/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("PUT /actors/Wagen%C3%A9/%E2%9C%93/method/gr%C3%BC%C3%9Fe", Assert.Single(host.Received));
    }
}
