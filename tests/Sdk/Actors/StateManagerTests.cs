using System.Net;
using Dapr;
using Dapr.Actors.Runtime;
using DaprShop.Tests.Sdk.Client;

namespace DaprShop.Tests.Sdk.Actors;

public sealed class StateManagerTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(-1);

    private ScriptedApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await ScriptedApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_a_turn_changed_is_saved_at_its_end_in_one_transaction()
    {
        _app.App.State["old"] = "1";

        await _app.TurnAsync(async state =>
        {
            await state.AddStateAsync("new", new SampleOrder { Id = "<é>" });
            await state.SetStateAsync("ends", 3, Hour);
            await state.SetStateAsync("old", 2);
            await state.RemoveStateAsync("old");
        });

        Assert.Equal(
            [
                "GET state/new", "GET state/ends", "GET state/old",
                """PUT state [{"operation":"upsert","request":{"key":"new","value":{"id":"\u003C\u00E9\u003E","total":0,"skus":[]}}},{"operation":"upsert","request":{"key":"ends","value":3,"metadata":{"ttlInSeconds":"3600"}}},{"operation":"delete","request":{"key":"old"}}]""",
            ],
            _app.Requests());
        Assert.Equal("text/plain; charset=utf-8", _app.App.Sidecar.Requests[^1].Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_state_is_read_once_an_activation()
    {
        _app.App.State["a"] = "1";

        for (var turn = 0; turn < 2; turn++)
            await _app.TurnAsync(async state => Assert.Equal(1, await state.GetStateAsync<int>("a")));
        await _app.App.DeleteAsync("actors/ScriptedActor/1");
        await _app.TurnAsync(async state => Assert.Equal(1, await state.GetStateAsync<int>("a")));

        Assert.Equal(["GET state/a", "GET state/a"], _app.Requests());
    }

    [Fact]
    public async Task A_turn_that_throws_changes_nothing()
    {
        _app.App.State["a"] = "1";

        await Assert.ThrowsAsync<TimeoutException>(() => _app.TurnAsync(async state =>
        {
            await state.SetStateAsync("a", 2);
            throw new TimeoutException();
        }));
        await _app.TurnAsync(async state => Assert.Equal(1, await state.GetStateAsync<int>("a")));

        Assert.Equal("1", _app.App.State["a"]);
    }

    [Fact]
    public async Task A_transaction_that_fails_fails_the_turn_and_its_changes_are_forgotten()
    {
        _app.App.Instead = request => request.Method == "PUT" ? RecordedAnswer.Error(HttpStatusCode.InternalServerError, "ERR_SAVE") : null;
        await Assert.ThrowsAsync<HttpRequestException>(() => _app.TurnAsync(state => state.SetStateAsync("a", 2)));
        var exception = await Assert.ThrowsAsync<DaprApiException>(() => _app.TurnAsync(async state =>
        {
            await state.SetStateAsync("a", 2);
            await state.SaveStateAsync();
        }));
        _app.App.Instead = _ => null;

        Assert.Equal("ERR_SAVE", exception.ErrorCode);
        await _app.TurnAsync(async state => Assert.False(await state.ContainsStateAsync("a")));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_had_and_what_is_there_cannot_be_added() =>
        await _app.TurnAsync(async state =>
        {
            Assert.Contains("'a'", (await ThrowsAfterAddingAsync(state)).Message, StringComparison.Ordinal);
            Assert.Contains("name b", (await Assert.ThrowsAsync<KeyNotFoundException>(() => state.GetStateAsync<int>("b"))).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<KeyNotFoundException>(() => state.RemoveStateAsync("b"));
            await Assert.ThrowsAsync<ArgumentNullException>(() => state.GetStateAsync<int>(null!));
            Assert.False((await state.TryGetStateAsync<string>("b")).HasValue);

            static async Task<InvalidOperationException> ThrowsAfterAddingAsync(IActorStateManager state)
            {
                await state.AddStateAsync("a", 1);
                return await Assert.ThrowsAsync<InvalidOperationException>(() => state.AddStateAsync("a", 1, Hour));
            }
        });

    [Fact]
    public async Task A_state_that_ended_counts_as_missing()
    {
        _app.App.State["a"] = "1";
        _app.App.StateHeaders = [("Metadata.ttlExpireTime", "2020-01-01T00:00:00Z")];
        await _app.TurnAsync(async state => Assert.False(await state.ContainsStateAsync("a")));

        _app.App.StateHeaders = [("Metadata.ttlExpireTime", "2999-01-01T00:00:00Z")];
        await _app.TurnAsync(async state =>
        {
            Assert.True(await state.ContainsStateAsync("a"));
            await state.SetStateAsync("b", 1, Past);
            Assert.False((await state.TryGetStateAsync<int>("b")).HasValue);
            Assert.Equal(5, await state.GetOrAddStateAsync("b", 5, Past));
            Assert.True(await state.TryAddStateAsync("b", 6, Past));
            Assert.False(await state.TryRemoveStateAsync("b"));
        });
    }

    [Fact]
    public async Task A_new_value_without_time_to_live_does_not_end()
    {
        await _app.TurnAsync(async state =>
        {
            await state.SetStateAsync("a", 1, Hour);
            await state.SetStateAsync("a", 2);
        });

        Assert.EndsWith("""{"key":"a","value":2}}]""", _app.Requests().Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unloading_reads_anew_and_loses_changes_only_when_told_so()
    {
        _app.App.State["a"] = "1";

        await _app.TurnAsync(async state =>
        {
            await state.GetStateAsync<int>("a");
            _app.App.State["a"] = "2";
            await state.UnloadStateAsync("a");
            Assert.Equal(2, await state.GetStateAsync<int>("a"));

            await state.SetStateAsync("a", 3);
            await Assert.ThrowsAsync<InvalidOperationException>(() => state.UnloadStateAsync("a"));
            await state.UnloadStateAsync("a", new UnloadStateOptions { AllowUnloadingWhenStateModified = true });
            Assert.Equal(2, await state.GetStateAsync<int>("a"));
        });

        Assert.DoesNotContain(_app.Requests(), request => request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_of_a_chain_do_not_share_what_they_read()
    {
        _app.App.State["a"] = "1";

        await _app.TurnAsync(async outer =>
        {
            await outer.SetStateAsync("a", 2);
            await _app.TurnAsync(async inner => Assert.Equal(1, await inner.GetStateAsync<int>("a")), chain: "c");
            Assert.Equal(2, await outer.GetStateAsync<int>("a"));
        }, chain: "c");

        Assert.Equal("2", _app.App.State["a"]);
        await _app.TurnAsync(async state => Assert.Equal(2, await state.GetStateAsync<int>("a")), chain: "d");
    }

    [Fact]
    public async Task A_host_for_tests_has_no_state()
    {
        var actor = new ScriptedActor(ActorHost.CreateForTest<ScriptedActor>(), new Script());

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => actor.StateManager.GetStateAsync<int>("a"));

        Assert.StartsWith("The actor was initialized without a state provider", exception.Message, StringComparison.Ordinal);
    }
}
