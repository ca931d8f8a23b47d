using Dapr.Client;
using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.ServiceDefaults.State;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>The helpers for keys, on a store that does what Dapr promises and on one that does what Redis does.</summary>
public sealed class StateTests
{
    public static TheoryData<string> Stores => ["state.in-memory", RedisLikeStateStore.Type];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_key_is_created_once(string type)
    {
        await using var state = await TestState.StartAsync(type);

        var first = await state.Dapr.CreateOnlyAsync("store", "key", new Note("first"));
        var second = await state.Dapr.CreateOnlyAsync("store", "key", new Note("second"));

        Assert.True(first.Created);
        Assert.False(second.Created);
        Assert.Equal("first", second.Value.Text);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_that_are_read_together_come_in_the_order_asked(string type)
    {
        await using var state = await TestState.StartAsync(type);
        string[] keys = [.. Enumerable.Range(0, 20).Select(number => $"key-{number}")];
        foreach (var key in keys.Where(key => key != "key-7")) await state.Dapr.CreateOnlyAsync("store", key, new Note(key));

        var notes = await state.Dapr.GetManyAsync<Note>("store", keys, TestContext.Current.CancellationToken);

        Assert.Equal(keys.Select(key => key == "key-7" ? null : key), notes.Select(note => note?.Text));
        Assert.Empty(await state.Dapr.GetManyAsync<Note>("store", [], TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Of_many_who_create_a_key_at_once_one_does(string type)
    {
        await using var state = await TestState.StartAsync(type);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(number => state.Dapr.CreateOnlyAsync("store", "key", new Note($"{number}"))));

        var winner = Assert.Single(results, result => result.Created).Value;
        Assert.All(results, result => Assert.Equal(winner, result.Value));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task No_change_gets_lost_among_many_at_once(string type)
    {
        await using var state = await TestState.StartAsync(type);
        await state.Dapr.CreateOnlyAsync("store", "key", new Note(""));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => state.Dapr.UpdateStateAsync<Note>(
            "store", "key", note => note with { Text = note.Text + "x" })));

        Assert.Equal("xxxxxxxx", (await state.Dapr.GetStateAsync<Note>("store", "key")).Text);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_key_that_was_changed_since_can_still_not_be_created(string type)
    {
        await using var state = await TestState.StartAsync(type);
        await state.Dapr.CreateOnlyAsync("store", "key", new Note("first"));
        await state.Dapr.UpdateStateAsync<Note>("store", "key", note => note with { Text = "changed" });

        var again = await state.Dapr.CreateOnlyAsync("store", "key", new Note("second"));

        Assert.False(again.Created);
        Assert.Equal("changed", again.Value.Text);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_key_that_is_not_there_is_not_changed_into_being(string type)
    {
        await using var state = await TestState.StartAsync(type);

        Assert.Null(await state.Dapr.UpdateStateAsync<Note>("store", "key", note => note with { Text = "changed" }));
        Assert.Null(await state.Dapr.GetStateAsync<Note?>("store", "key"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_key_with_a_time_to_live_goes_away_unless_it_is_changed(string type)
    {
        var time = new ManualTime();
        await using var state = await TestState.StartAsync(type, time: time);
        var month = TimeSpan.FromDays(30);
        await state.Dapr.CreateOnlyAsync("store", "key", new Note("first"), month);

        time.Advance(month - TimeSpan.FromSeconds(1));
        await state.Dapr.UpdateStateAsync<Note>("store", "key", (note, _) => Task.FromResult(note with { Text = "changed" }), month);
        time.Advance(month - TimeSpan.FromSeconds(1));
        Assert.Equal("changed", (await state.Dapr.GetStateAsync<Note>("store", "key")).Text);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await state.Dapr.GetStateAsync<Note?>("store", "key"));
        Assert.True((await state.Dapr.CreateOnlyAsync("store", "key", new Note("second"), month)).Created);
    }

    [Fact]
    public async Task A_time_to_live_that_Dapr_would_take_for_forever_is_an_error()
    {
        await using var state = await TestState.StartAsync("state.in-memory");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => state.Dapr.CreateOnlyAsync("store", "key", new Note("first"), TimeSpan.FromMilliseconds(999)));
    }

    [Fact]
    public async Task A_writer_whose_answer_got_lost_knows_its_own_value_again()
    {
        var store = new RedisLikeStateStore { AfterWrite = _ => throw new StateStoreException("the connection broke") };
        await using var state = await TestState.StartAsync(RedisLikeStateStore.Type, store);

        var result = await state.Dapr.CreateOnlyAsync("store", "key", new Note("first"));

        Assert.True(result.Created);
    }

    [Fact]
    public async Task A_write_that_failed_and_left_nothing_is_an_error()
    {
        var store = new RedisLikeStateStore { BeforeWrite = _ => throw new StateStoreException("the server is gone") };
        await using var state = await TestState.StartAsync(RedisLikeStateStore.Type, store);

        await Assert.ThrowsAsync<Dapr.DaprException>(() => state.Dapr.CreateOnlyAsync("store", "key", new Note("first")));
    }

    internal sealed record Note(string Text) : CreateOnlyValue;

    private sealed record TestState(Sidecar Sidecar, DaprClient Dapr) : IAsyncDisposable
    {
        public static async Task<TestState> StartAsync(string type, RedisLikeStateStore? store = null, TimeProvider? time = null)
        {
            var sidecar = await DaprletHost.StartAsync(new SidecarOptions
            {
                AppId = "app",
                Components = [DaprletHost.Component("store", type)],
                ComponentTypes = (store ?? new()).AddTo(BuiltInComponents.Types()),
                Time = time ?? TimeProvider.System,
            });
            return new(sidecar, new DaprClientBuilder().UseGrpcEndpoint($"http://127.0.0.1:{sidecar.GrpcPort}").Build());
        }

        public ValueTask DisposeAsync()
        {
            Dapr.Dispose();
            return Sidecar.DisposeAsync();
        }
    }
}
