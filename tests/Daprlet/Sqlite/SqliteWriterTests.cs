using Daprlet.Components.Sqlite;

namespace DaprShop.Tests.Daprlet.Sqlite;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("writer-").FullName;

    private string File => Path.Combine(_folder, "data.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_written_at_once_is_all_there_and_in_order()
    {
        await using (var writer = Open())
            await Task.WhenAll(Enumerable.Range(0, 5_000).Select(n => writer.WriteAsync(session => session.Execute("INSERT INTO numbers (n) VALUES ($1)", n))));

        using var session = SqliteFile.Open(File);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(n => (long)n), session.Query("SELECT n FROM numbers ORDER BY rowid", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task A_write_that_fails_takes_no_other_with_it()
    {
        await using var writer = Open();
        var writes = Enumerable.Range(0, 1_000).Select(n => writer.WriteAsync(session =>
        {
            session.Execute("INSERT INTO numbers (n) VALUES ($1)", n);
            return n % 10 == 0 ? throw new InvalidDataException($"{n}") : n;
        })).ToList();

        await Task.WhenAll(writes.Where((_, n) => n % 10 != 0));
        foreach (var failing in writes.Where((_, n) => n % 10 == 0))
            await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        Assert.Equal(900L, await writer.WriteAsync(session => session.Scalar("SELECT count(*) FROM numbers")));
    }

    [Fact]
    public async Task A_writer_waits_for_another_process_that_holds_the_file()
    {
        await using var writer = Open();
        using var other = SqliteFile.Open(File);
        other.Execute("BEGIN IMMEDIATE");
        var write = writer.WriteAsync(session => session.Execute("INSERT INTO numbers (n) VALUES (1)"));

        Assert.False(write.IsCompleted);
        other.Execute("COMMIT");
        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task Users_of_one_file_share_its_writer()
    {
        await using var first = SqliteFile.Writer(File);
        await using var second = SqliteFile.Writer(Path.Combine(_folder, ".", "data.db"));

        Assert.Same(first.Value, second.Value);
    }

    private SqliteWriter Open()
    {
        var session = SqliteFile.Open(File);
        session.Execute("CREATE TABLE numbers (n INTEGER)");
        return new SqliteWriter(session);
    }
}
