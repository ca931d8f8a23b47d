using System.Collections.Concurrent;
using Daprlet.Components.Sqlite;

namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>A file of messages, shared by all sidecars of the process: its writer, and who is to be woken by what is written.</summary>
internal sealed class SqliteBroker : IAsyncDisposable
{
    private static readonly Shared<SqliteBroker> Brokers = new(file => new SqliteBroker(file, SqliteFile.Writer(file)));

    private readonly ConcurrentDictionary<WakeUp, string> _consumers = [];
    private readonly Shared<SqliteWriter>.Lease _writer;

    private SqliteBroker(string file, Shared<SqliteWriter>.Lease writer)
    {
        _writer = writer;
        File = file;
    }

    public string File { get; }

    /// <summary>The broker of a file, in this process.</summary>
    /// <param name="isSynced">Whether commits survive a power cut.</param>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be opened.</exception>
    public static Shared<SqliteBroker>.Lease Rent(string file, bool isSynced) =>
        isSynced ? Brokers.Rent($"{file}\nsynced", _ => new SqliteBroker(file, SqliteFile.SyncedWriter(file))) : Brokers.Rent(file);

    /// <summary>Runs a write of <see cref="MessageStore"/> in a transaction that it shares with others; completes when that is committed.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> write) => _writer.Value.WriteAsync(write);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<SqliteSession> write) => _writer.Value.WriteAsync(session =>
    {
        write(session);
        return true;
    });

    /// <summary>Stores a message and wakes the consumers of its topic in this process.</summary>
    public async Task PublishAsync(string topic, string? metadata, byte[] data, long now)
    {
        await WriteAsync(session => MessageStore.Publish(session, topic, metadata, data, now));
        Wake(topic);
    }

    /// <summary>Wakes the consumers of a topic, in this process.</summary>
    public void Wake(string topic)
    {
        foreach (var (consumer, consumed) in _consumers)
        {
            if (consumed == topic)
                consumer.Call();
        }
    }

    /// <summary>Wakes every consumer of this process.</summary>
    public void WakeAll()
    {
        foreach (var consumer in _consumers.Keys)
            consumer.Call();
    }

    public void Add(WakeUp consumer, string topic) => _consumers[consumer] = topic;

    public void Remove(WakeUp consumer) => _consumers.TryRemove(consumer, out _);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
