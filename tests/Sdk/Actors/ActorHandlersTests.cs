using System.Net;
using System.Text;
using Dapr.Actors.Runtime;
using DaprShop.Tests.Sdk.AspNetCore;
using DaprShop.Tests.Sdk.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.Actors;

public sealed class ActorHandlersTests
{
    private const string Method = "actors/Sample/1/method";

    [Theory]
    [MemberData(nameof(RemotingExchange.All), MemberType = typeof(RemotingExchange))]
    public async Task A_call_of_the_genuine_SDK_is_answered_with_its_bytes(RemotingExchange exchange, bool json)
    {
        await using var app = await ActorApp.StartAsync(options => options.UseJsonSerialization = json);

        using var answer = await app.PutAsync($"{Method}/{exchange.Method}", RemotingExchange.Bytes(exchange.Request), ("X-DaprRequestHeader", exchange.Header()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentType);
        Assert.Equal(RemotingExchange.Bytes(exchange.Response), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(exchange == RemotingExchange.Failing, answer.Headers.Contains("X-DaprErrorResponseHeader"));
    }

    [Fact]
    public async Task An_exception_is_described_in_a_header_that_the_genuine_SDK_reads()
    {
        await using var app = await ActorApp.StartAsync();
        var call = RemotingExchange.Failing;

        using var answer = await app.PutAsync($"{Method}/{call.Method}", RemotingExchange.Bytes(call.Request), ("X-DaprRequestHeader", call.Header()));

        var header = answer.Headers.GetValues("X-DaprErrorResponseHeader").Single();
        var details = header.Split("<b:Value>")[^1].Split('<')[0];
        Assert.Equal(RemotingExchange.ErrorHeader(details), header);
        Assert.Matches("^Exception: NotSupportedException, Method Name: FailAsync, Line Number: [0-9]+, Exception uuid: [0-9a-f-]{36}$", Encoding.UTF8.GetString(Convert.FromBase64String(details)));
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("<z:anyType xmlns:z=\"http://schemas.microsoft.com/2003/10/Serialization/\"/>")]
    public async Task A_header_that_says_nothing_is_answered_with_an_error_header(string header)
    {
        await using var app = await ActorApp.StartAsync();

        using var answer = await app.PutAsync($"{Method}/PlainAsync", [], ("X-DaprRequestHeader", header));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("X-DaprErrorResponseHeader"));
        Assert.Empty(app.Journal.Entries);
    }

    [Fact]
    public async Task A_call_by_name_takes_and_gives_plain_JSON()
    {
        await using var app = await ActorApp.StartAsync();

        Assert.Equal("5", await TextAsync(app, "AddAsync", "5"));
        Assert.Equal("null", await TextAsync(app, "NothingAsync"));
        Assert.Equal("", await TextAsync(app, "PlainAsync"));
    }

    [Theory]
    [InlineData("actors/Sample/1/method/Nope", null)]
    [InlineData("actors/Sample/1/method/addasync", "1")]
    [InlineData("actors/Sample/1/method/AddAsync", "\"x\"")]
    [InlineData("actors/Sample/1/method/PlaceAsync", "{}")]
    [InlineData("actors/Sample/1/method/FailAsync", "\"x\"")]
    [InlineData("actors/Nobody/1/method/AddAsync", "1")]
    public async Task A_call_by_name_that_fails_is_a_500_without_a_body(string path, string? body)
    {
        await using var app = await ActorApp.StartAsync();

        using var answer = await app.PutAsync(path, body is null ? null : Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_actor_is_activated_once_and_ends_with_its_scope_when_it_is_deactivated()
    {
        await using var app = await ActorApp.StartAsync();

        await TextAsync(app, "PlainAsync");
        await TextAsync(app, "PlainAsync");
        using (var first = await app.DeleteAsync("actors/Sample/1"))
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using (var again = await app.DeleteAsync("actors/Sample/1"))
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using (var unknown = await app.DeleteAsync("actors/Nobody/1"))
            Assert.Equal(HttpStatusCode.InternalServerError, unknown.StatusCode);

        string[] turn = ["before PlainAsync ActorInterfaceMethod", "after PlainAsync"];
        Assert.Equal(["activated 1", .. turn, .. turn, "deactivated 1", "disposed before ScopeMark", "scope ended"], app.Journal.Entries);
    }

    [Theory]
    [InlineData("""{"dueTime":"0h0m5s0ms","period":"R3/PT10S","data":"AQI="}""", "0102 00:00:05 00:00:10")]
    [InlineData("""{"dueTime":"","period":"","data":null}""", " -00:00:00.0010000 -00:00:00.0010000")]
    [InlineData("""{"dueTime":"26h0m0s5ms","period":"@every 1m30.5s"}""", " 1.02:00:00.0050000 00:01:30.5000000")]
    [InlineData("""{"dueTime":"5s","period":"P1Y2M1W1DT1H1M1S"}""", " 00:00:05 433.01:01:01")]
    [InlineData("""{"dueTime":"1us2ns","period":"@daily"}""", " 00:00:00.0000010 1.00:00:00")]
    public async Task A_reminder_reaches_the_actor_with_its_data_and_times(string body, string expected)
    {
        await using var app = await ActorApp.StartAsync();

        using var answer = await app.PutAsync($"{Method}/remind/rings", Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["activated 1", "before ReceiveReminderAsync ReminderMethod", $"rings {expected}", "after ReceiveReminderAsync"], app.Journal.Entries);
    }

    [Theory]
    [InlineData("5 seconds")]
    [InlineData("-5s")]
    [InlineData("@sometimes")]
    [InlineData("99999999999999999999h")]
    public async Task A_reminder_with_times_that_are_none_fails(string period)
    {
        await using var app = await ActorApp.StartAsync();

        using var answer = await app.PutAsync($"{Method}/remind/rings", Encoding.UTF8.GetBytes($$"""{"dueTime":"","period":"{{period}}"}"""));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task A_timer_calls_its_callback()
    {
        await using var app = await ActorApp.StartAsync();

        using var answer = await app.PutAsync($"{Method}/timer/ticks", """{"callback":"TickAsync","dueTime":"0h0m1s0ms","period":"","data":"AwQ="}"""u8.ToArray());
        using var missing = await app.PutAsync($"{Method}/timer/ticks", """{"callback":"Nope"}"""u8.ToArray());

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("false", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, missing.StatusCode);
        Assert.Equal(["before FireTimerAsync TimerMethod", "tick 0304", "after FireTimerAsync", "before FireTimerAsync TimerMethod", "failed FireTimerAsync ArgumentException"], app.Journal.Entries.Skip(1));
    }

    [Fact]
    public async Task The_configuration_says_what_the_options_say_and_no_more()
    {
        await using var app = await ActorApp.StartAsync(options =>
        {
            options.Actors.RegisterActor<SampleActor>("Other", new ActorRuntimeOptions { ActorIdleTimeout = TimeSpan.FromHours(30), ReentrancyConfig = new() { Enabled = true, MaxStackDepth = 8 } });
            options.ActorIdleTimeout = TimeSpan.FromMinutes(10);
            options.ActorScanInterval = TimeSpan.FromSeconds(35.5);
            options.DrainOngoingCallTimeout = TimeSpan.FromSeconds(45);
            options.DrainRebalancedActors = true;
            options.RemindersStoragePartitions = 7;
        });

        using var answer = await app.GetAsync("dapr/config");

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """{"entities":["Sample","Other"],"actorIdleTimeout":"0h10m0s0ms","actorScanInterval":"0h0m35s500ms","drainOngoingCallTimeout":"0h0m45s0ms","drainRebalancedActors":true,"remindersStoragePartitions":7,"reentrancy":{"enabled":false},"entitiesConfig":[{"entities":["Other"],"actorIdleTimeout":"30h0m0s0ms","reentrancy":{"enabled":true,"maxStackDepth":8}}]}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_health_check_answers_and_the_app_can_have_its_own()
    {
        await using var app = await ActorApp.StartAsync();
        await using var other = await TestApp.StartAsync(
            app =>
            {
                app.MapActorsHandlers();
                app.MapGet("/healthz", () => "mine");
            },
            builder => builder.Services.AddActors(null));

        Assert.Equal("Healthy", await (await app.GetAsync("healthz")).Content.ReadAsStringAsync());
        Assert.Equal("mine", await other.Client.GetStringAsync("healthz"));
    }

    [Fact]
    public async Task Without_AddActors_nothing_can_be_mapped() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(app => app.MapActorsHandlers()));

    [Fact]
    public async Task The_id_of_a_chain_of_calls_goes_with_the_calls_of_its_turn_alone()
    {
        await using var app = await ActorApp.StartAsync();
        app.Instead = request => request.Target.Contains("/method/", StringComparison.Ordinal) ? RecordedAnswer.Json("\"x\"") : null;

        await app.PutAsync($"{Method}/CallAsync", "\"Some\""u8.ToArray(), ("Dapr-Reentrancy-Id", "chain"));
        await app.PutAsync($"{Method}/CallAsync", "\"Some\""u8.ToArray());

        var calls = app.Sidecar.Requests.Where(request => request.Target == "/v1.0/actors/Sample/1/method/Some").ToList();
        Assert.Equal(["chain", null], calls.Select(call => call.Headers.GetValueOrDefault("Dapr-Reentrancy-Id")));
        Assert.All(calls, call => Assert.Equal("secret", call.Headers["dapr-api-token"]));
    }

    private static async Task<string> TextAsync(ActorApp app, string method, string? body = null)
    {
        using var answer = await app.PutAsync($"{Method}/{method}", body is null ? null : Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
