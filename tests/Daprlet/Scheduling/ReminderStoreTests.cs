using System.Text;
using Daprlet.Scheduling;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>What the store keeps of reminders, replaces, tells and deletes.</summary>
public sealed class ReminderStoreTests : IAsyncDisposable
{
    private readonly ReminderFile _file = new();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task A_reminder_is_told_as_it_was_registered()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), """{"a":"ü"}""", dueTime: "5s", period: "R5/PT1M", ttl: "1h");

        var reminder = await _file.Store.GetAsync(ReminderFile.Key("1"));

        Assert.Equal((ReminderFile.Key("1"), "5s", "1h"), (reminder!.Key, reminder.DueTime, reminder.Ttl));
        Assert.Equal("""{"a":"ü"}""", Encoding.UTF8.GetString(reminder.Data!.Value.Span));
        Assert.Equal((TimeSpan.FromMinutes(1), _file.Time.GetUtcNow().AddSeconds(3605)), (reminder.Times.Period, reminder.Times.Expires));
    }

    [Fact]
    public async Task What_was_not_said_of_a_reminder_is_not_told()
    {
        await _file.Store.RegisterAsync(new Reminder { Key = ReminderFile.Key("1"), Times = new ReminderTimes(_file.Time.GetUtcNow(), null, null, null) }, overwrite: false);

        var reminder = await _file.Store.GetAsync(ReminderFile.Key("1"));

        Assert.Equal((null, "", "", null, null), (reminder!.Data, reminder.DueTime, reminder.Ttl, reminder.Times.Period, reminder.Times.Expires));
    }

    [Theory]
    [InlineData(true, "2h")]
    [InlineData(false, "1h")]
    public async Task A_reminder_of_the_same_name_is_replaced_if_it_may_be(bool overwrite, string kept)
    {
        Assert.True(await _file.RegisterAsync(ReminderFile.Key("1"), "first", dueTime: "1h", overwrite: overwrite));
        Assert.Equal(overwrite, await _file.RegisterAsync(ReminderFile.Key("1"), "second", dueTime: "2h", overwrite: overwrite));
        Assert.Equal(kept, (await _file.Store.GetAsync(ReminderFile.Key("1")))!.DueTime);
    }

    [Fact]
    public async Task A_reminder_that_ends_before_its_first_time_is_not_kept_and_neither_is_the_one_in_its_place()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "first", dueTime: "1h");
        Assert.True(await _file.RegisterAsync(ReminderFile.Key("1"), "over", period: "1m", ttl: "1s"));
        Assert.Null(await _file.Store.GetAsync(ReminderFile.Key("1")));
    }

    [Fact]
    public async Task The_name_the_actor_its_type_and_the_namespace_tell_reminders_apart()
    {
        ReminderKey[] keys = [ReminderFile.Key("1"), ReminderFile.Key("1", "other"), ReminderFile.Key("2"), ReminderFile.Key("1", type: "Cart"), ReminderFile.Key("1") with { Namespace = "elsewhere" }];
        foreach (var key in keys)
            Assert.True(await _file.RegisterAsync(key, "r", dueTime: "1h", overwrite: false));
        foreach (var key in keys)
        {
            Assert.True(await _file.Store.DeleteAsync(key));
            Assert.False(await _file.Store.DeleteAsync(key));
            Assert.Null(await _file.Store.GetAsync(key));
        }
    }

    [Fact]
    public async Task The_reminders_of_a_type_or_an_actor_are_told_and_deleted_alone_and_in_the_order_of_daprds_keys()
    {
        foreach (var (id, name) in new[] { ("1", "b"), ("2", "a"), ("10", "a"), ("1", "a") })
            await _file.RegisterAsync(ReminderFile.Key(id, name), $"{id} {name}", dueTime: "1h");
        await _file.RegisterAsync(ReminderFile.Key("1", type: "Cart"), "cart", dueTime: "1h");
        await _file.RegisterAsync(ReminderFile.Key("1") with { Namespace = "elsewhere" }, "elsewhere", dueTime: "1h");

        Assert.Equal(["Order||10||a", "Order||1||a", "Order||1||b", "Order||2||a"], await ListAsync(null));
        Assert.Equal(["Order||1||a", "Order||1||b"], await ListAsync("1"));
        Assert.Empty(await ListAsync("3"));

        Assert.Equal(2, await _file.Store.DeleteAllAsync("default", "Order", "1"));
        Assert.Equal(["Order||10||a", "Order||2||a"], await ListAsync(null));
        Assert.Equal(2, await _file.Store.DeleteAllAsync("default", "Order", null));
        Assert.Equal(0, await _file.Store.DeleteAllAsync("default", "Order", null));
        Assert.NotNull(await _file.Store.GetAsync(ReminderFile.Key("1", type: "Cart")));
        Assert.NotNull(await _file.Store.GetAsync(ReminderFile.Key("1") with { Namespace = "elsewhere" }));
    }

    [Fact]
    public async Task Whoever_shares_the_store_hears_of_what_is_stored_and_of_nothing_else()
    {
        var heard = new List<(ReminderKey, DateTimeOffset)>();
        _file.Store.Registered += (key, first) => heard.Add((key, first));

        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "5s");
        await _file.RegisterAsync(ReminderFile.Key("1"), "refused", dueTime: "6s", overwrite: false);
        await _file.RegisterAsync(ReminderFile.Key("2"), "over", period: "1m", ttl: "1s");

        Assert.Equal([(ReminderFile.Key("1"), _file.Time.GetUtcNow().AddSeconds(5))], heard);
    }

    [Fact]
    public async Task What_another_process_writes_is_noticed()
    {
        var noticed = 0;
        await _file.Store.GetAsync(ReminderFile.Key("1"));
        _file.Store.Changed += () => Interlocked.Increment(ref noticed);
        await Eventually.TrueAsync(() =>
        {
            using var other = _file.Open();
            other.Execute("DELETE FROM daprlet_reminders");
            other.Execute("INSERT INTO daprlet_reminders (namespace, actor_type, actor_id, name, due_time, ttl, retry_interval, time, attempt, failures, ready) VALUES ('default', 'Order', '9', 'r', '', '', 0, 0, 0, 0, 0)");
            return Volatile.Read(ref noticed) > 0;
        }, "word of what another process writes");
    }

    [Fact]
    public async Task A_reminder_that_another_process_registers_fires_here()
    {
        var target = new RecordingTarget();
        _file.Start(target);
        await _file.RegisterAsync(ReminderFile.Key("1"), "before", dueTime: "0s");
        await Eventually.TrueAsync(() => target.Calls("before") == 1);

        using (var other = _file.Open())
            other.Execute("INSERT INTO daprlet_reminders (namespace, actor_type, actor_id, name, data, due_time, ttl, retry_interval, time, attempt, failures, ready) VALUES ('default', 'Order', '9', 'r', 'from elsewhere', '', '', 0, 1, 1, 0, 1)");

        await Eventually.TrueAsync(() => target.Calls("from elsewhere") == 1);
    }

    [Fact]
    public async Task Reminders_in_memory_are_shared_by_those_of_one_scope_alone()
    {
        var (scope, other) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        await using var one = ReminderStore.OpenInMemory(scope);
        await using var same = ReminderStore.OpenInMemory(scope);
        await using var another = ReminderStore.OpenInMemory(other);

        await one.Value.RegisterAsync(new Reminder { Key = ReminderFile.Key("1"), Times = new ReminderTimes(_file.Time.GetUtcNow(), null, null, null) }, overwrite: false);

        Assert.NotNull(await same.Value.GetAsync(ReminderFile.Key("1")));
        Assert.Null(await another.Value.GetAsync(ReminderFile.Key("1")));
    }

    private async Task<IEnumerable<string>> ListAsync(string? actorId) => (await _file.Store.ListAsync("default", "Order", actorId)).Select(reminder => reminder.Key.ToString());
}
