namespace Daprlet.Components.Sqlite;

/// <summary>Values that several users share by a key, such as the writer of a file: created for the first user, disposed after the last.</summary>
/// <param name="create">Makes the value for a key; called under a lock.</param>
internal sealed class Shared<T>(Func<string, T> create) where T : IAsyncDisposable
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The value for a key, until the lease is disposed.</summary>
    public Lease Rent(string key) => Rent(key, create);

    /// <summary>The same, where it takes more than the key to make the value.</summary>
    public Lease Rent(string key, Func<string, T> make)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                _entries[key] = entry = new Entry(make(key));
            entry.Users++;
            return new Lease(this, key, entry);
        }
    }

    private async ValueTask ReturnAsync(string key, Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users > 0)
                return;
            _entries.Remove(key);
        }
        await entry.Value.DisposeAsync();
    }

    private sealed class Entry(T value)
    {
        public T Value => value;

        public int Users { get; set; }
    }

    /// <summary>One user's share.</summary>
    internal sealed class Lease : IAsyncDisposable
    {
        private readonly Shared<T> _owner;
        private readonly string _key;
        private Entry? _entry;

        internal Lease(Shared<T> owner, string key, object entry)
        {
            _owner = owner;
            _key = key;
            _entry = (Entry)entry;
            Value = _entry.Value;
        }

        public T Value { get; }

        public ValueTask DisposeAsync() =>
            Interlocked.Exchange(ref _entry, null) is { } entry ? _owner.ReturnAsync(_key, entry) : ValueTask.CompletedTask;
    }
}
