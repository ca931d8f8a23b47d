using System.Globalization;
using Daprlet.Components;
using Daprlet.Components.Sqlite;
using Daprlet.Components.State;

namespace DaprShop.Tests.Daprlet.State;

public sealed class SqliteStateStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sqlite-").FullName;

    private string File => Path.Combine(_folder, "state.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writers_who_share_a_commit_succeed_and_fail_each_on_its_own()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.ExecuteAsync(Stores.Upsert("contended", "0"));

        var creations = Enumerable.Range(0, 200).Select(n => (n % 2 == 0 ? one : two).ExecuteAsync(Stores.Upsert($"k{n / 4}", $"{n}", firstWrite: true)).AsTask()).ToList();
        var stale = Enumerable.Range(0, 50).Select(_ => one.ExecuteAsync(Stores.Upsert("contended", "1", etag: "stale")).AsTask()).ToList();
        var transactions = Enumerable.Range(0, 50).Select(n => two.TransactAsync([Stores.Upsert($"t{n}", "1"), Stores.Upsert("contended", "2", etag: "stale")]).AsTask()).ToList();

        Assert.Equal(50, (await Task.WhenAll(creations)).Count(fault => fault is null));
        Assert.All(await Task.WhenAll(stale), fault => Assert.Equal(StateFaultKind.ETagMismatch, fault!.Kind));
        Assert.All(await Task.WhenAll(transactions), fault => Assert.Equal(StateFaultKind.ETagMismatch, fault!.Kind));
        Assert.Equal("0", await one.TextAsync("contended"));
        Assert.Null(await one.TextAsync("t7"));
    }

    [Fact]
    public async Task The_tables_are_those_of_Dapr()
    {
        await using (var store = await OpenAsync())
        {
            await store.ExecuteAsync(Stores.Upsert("app||text", "{\"a\":1}", ttl: 60));
            await store.ExecuteAsync(new StateUpsert("app||bytes", new byte[] { 0, 255 }) { IsBinary = true });
        }

        using var session = SqliteFile.Open(File);
        Assert.Equal("1", session.Scalar("SELECT value FROM metadata WHERE key = 'migrations'"));
        Assert.Equal(["key TEXT", "value TEXT", "is_binary BOOLEAN", "etag TEXT", "expiration_time TIMESTAMP", "update_time TIMESTAMP"],
            session.Query("SELECT name, type FROM pragma_table_info('state')", row => $"{row.GetString(0)} {row.GetString(1)}"));
        Assert.Equal("{\"a\":1}", session.Scalar("SELECT value FROM state WHERE key = 'app||text' AND is_binary = 0"));
        Assert.Equal("AP8=", session.Scalar("SELECT value FROM state WHERE key = 'app||bytes' AND is_binary = 1"));
        Assert.True(Guid.TryParse((string)session.Scalar("SELECT etag FROM state WHERE key = 'app||text'")!, out _));
        var lifetime = session.Scalar("SELECT strftime('%s', expiration_time) - strftime('%s', update_time) FROM state WHERE key = 'app||text'");
        Assert.Equal("60", Convert.ToString(lifetime, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Rows_that_daprd_has_written_are_read()
    {
        await using (await OpenAsync())
        {
        }
        using (var session = SqliteFile.Open(File))
        {
            session.Execute("""
                INSERT OR REPLACE INTO state (key, value, is_binary, etag, update_time, expiration_time)
                VALUES ('app||a', '"AP8="', 0, '5b1ac2c4-3a52-4b4d-a0f1-1a37c2a1e7a5', CURRENT_TIMESTAMP, NULL),
                       ('app||b', 'aGVsbG8=', 1, 'e', CURRENT_TIMESTAMP, DATETIME(CURRENT_TIMESTAMP, '+60 seconds')),
                       ('app||c', '1', 0, 'e', CURRENT_TIMESTAMP, DATETIME(CURRENT_TIMESTAMP, '-1 seconds'))
                """);
        }

        await using var store = await OpenAsync();
        Assert.Equal("\"AP8=\"", await store.TextAsync("app||a"));
        Assert.Equal("hello", await store.TextAsync("app||b"));
        Assert.NotNull((await store.GetAsync("app||b", CancellationToken.None))!.Expires);
        Assert.Null(await store.TextAsync("app||c"));
        Assert.Null(await store.ExecuteAsync(Stores.Upsert("app||a", "2", etag: "5b1ac2c4-3a52-4b4d-a0f1-1a37c2a1e7a5")));
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_a_writer_of_another_process()
    {
        await using var store = await OpenAsync();
        await store.ExecuteAsync(Stores.Upsert("k", "1"));
        using var other = SqliteFile.Open(File);
        other.Execute("BEGIN IMMEDIATE");
        other.Execute("UPDATE state SET value = '2'");

        Assert.Equal("1", await store.TextAsync("k"));
        other.Execute("ROLLBACK");
    }

    [Fact]
    public async Task A_writer_gives_up_when_another_process_holds_the_file_for_too_long()
    {
        await using var store = await OpenAsync(("busyTimeout", "20ms"));
        using var other = SqliteFile.Open(File);
        other.Execute("BEGIN IMMEDIATE");

        var failure = await Assert.ThrowsAsync<StateStoreException>(() => store.ExecuteAsync(Stores.Upsert("k", "1")).AsTask());

        Assert.Equal("database is locked (5) (SQLITE_BUSY)", failure.Message);
        other.Execute("ROLLBACK");
        Assert.Null(await store.ExecuteAsync(Stores.Upsert("k", "1")));
    }

    [Fact]
    public async Task Expired_rows_are_removed_when_cleanup_is_asked_for()
    {
        var clock = new Clock();
        await using var store = await Stores.OpenAsync("state.sqlite", _folder, clock, ("cleanupInterval", "50ms"));
        await store.ExecuteAsync(Stores.Upsert("short", "1", ttl: 1));
        await store.ExecuteAsync(Stores.Upsert("long", "1", ttl: 1000));
        clock.Now += TimeSpan.FromSeconds(10);
        using var session = SqliteFile.Open(File);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((long)session.Scalar("SELECT count(*) FROM state")! > 1)
            await Task.Delay(20, limit.Token);

        Assert.Equal("long", session.Scalar("SELECT key FROM state"));
    }

    [Theory]
    [InlineData("file:uri%20name.db", "uri name.db")]
    [InlineData("plain.db?mode=rwc&_pragma=cache_size(-2000)", "plain.db")]
    [InlineData("file:other.db?_txlock=immediate", "other.db")]
    public async Task A_connection_string_names_a_file_beside_the_working_directory(string connectionString, string file)
    {
        await using var store = await OpenAsync(("connectionString", connectionString));
        await store.ExecuteAsync(Stores.Upsert("k", "1"));

        Assert.True(System.IO.File.Exists(Path.Combine(_folder, file)));
        Assert.Equal("1", await store.TextAsync("k"));
    }

    [Fact]
    public async Task A_database_in_memory_works_and_leaves_no_file()
    {
        await using var store = await OpenAsync(("connectionString", ":memory:"));
        await store.ExecuteAsync(Stores.Upsert("k", "1"));

        Assert.Equal("1", await store.TextAsync("k"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("connectionString", "", "missing connection string")]
    [InlineData("tableName", "a; DROP TABLE b", "invalid identifier: a; DROP TABLE b")]
    [InlineData("timeout", "10ms", "invalid value for 'timeout': must be greater than 1s")]
    [InlineData("connectionString", "x.db?_pragma=journal_mode(OFF)", "found forbidden option '_pragma=journal_mode' in the connection string")]
    [InlineData("connectionString", "no/such/folder/x.db", "failed to ping: ")]
    public async Task Wrong_metadata_is_refused(string name, string value, string reason) =>
        Assert.StartsWith(reason, (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync((name, value)))).Message, StringComparison.Ordinal);

    private Task<IStateStore> OpenAsync(params (string Name, string Value)[] metadata) => Stores.OpenAsync("state.sqlite", _folder, null, metadata);
}
