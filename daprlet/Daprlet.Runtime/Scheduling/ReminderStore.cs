using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;

namespace Daprlet.Scheduling;

/// <summary>Reminders that one sidecar has claimed.</summary>
/// <param name="Next">When it may find more: the first moment after the claim at which another reminder is ready; null when there is none.</param>
internal sealed record ReminderBatch(IReadOnlyList<ClaimedReminder> Claims, DateTimeOffset? Next);

/// <summary>
/// The reminders of one database, shared by all sidecars of the process. What is written at the same time shares a transaction, and is
/// answered when it is committed.
/// </summary>
internal sealed class ReminderStore : IAsyncDisposable
{
    private static readonly Shared<ReminderStore> Stores = new(file => new ReminderStore(SqliteLocation.ForFile(file), file));
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private readonly Shared<SqliteWriter>.Lease _writer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _created;
    private readonly Task _watching;

    private ReminderStore(SqliteLocation location, string? file)
    {
        if (file is not null)
            SqliteFile.CreatePrivately(file);
        _writer = SqliteFile.Writer(location);
        _created = _writer.Value.WriteAsync(session =>
        {
            ReminderTable.CreateTables(session);
            return true;
        });
        _watching = file is null ? Task.CompletedTask : OtherProcesses.WatchAsync(file, WatchInterval, () => Changed?.Invoke(), _stopping.Token);
    }

    /// <summary>A reminder that fires first at a moment has been stored by this process.</summary>
    public event Action<ReminderKey, DateTimeOffset>? Registered;

    /// <summary>Something has been stored, perhaps by another process.</summary>
    public event Action? Changed;

    /// <summary>The reminders of a file, which is created when it is missing, for its owner alone.</summary>
    /// <param name="file">A full path.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static Shared<ReminderStore>.Lease Open(string file) => Stores.Rent(file);

    /// <summary>Reminders that end with the last sidecar that has them open.</summary>
    /// <param name="scope">Sidecars of one scope share them.</param>
    public static Shared<ReminderStore>.Lease OpenInMemory(string scope) => Stores.Rent($"memory {scope}", _ => new ReminderStore(SqliteLocation.InMemory($"reminders-{scope}"), null));

    /// <summary>Stores a reminder in the place of the one of its name, if there is one.</summary>
    /// <returns>False when there is one and it must stay.</returns>
    /// <exception cref="SqliteException">Nothing was stored.</exception>
    public async Task<bool> RegisterAsync(Reminder reminder, bool overwrite)
    {
        var isStored = await WriteAsync(session => ReminderTable.Register(session, reminder, overwrite));
        if (isStored && reminder.Times.First is { } first)
            Registered?.Invoke(reminder.Key, first);
        return isStored;
    }

    /// <summary>What was registered; null when it is not there, or has come to its end.</summary>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public Task<Reminder?> GetAsync(ReminderKey key) => WriteAsync(session => ReminderTable.Get(session, key));

    /// <inheritdoc cref="ReminderTable.List"/>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public Task<IReadOnlyList<Reminder>> ListAsync(string @namespace, string actorType, string? actorId) => WriteAsync(session => ReminderTable.List(session, @namespace, actorType, actorId));

    /// <inheritdoc cref="ReminderTable.DeleteAll"/>
    /// <exception cref="SqliteException">Nothing was deleted.</exception>
    public Task<int> DeleteAllAsync(string @namespace, string actorType, string? actorId) => WriteAsync(session => ReminderTable.DeleteAll(session, @namespace, actorType, actorId));

    /// <returns>Whether there was one.</returns>
    /// <exception cref="SqliteException">Nothing was deleted.</exception>
    public Task<bool> DeleteAsync(ReminderKey key) => WriteAsync(session => ReminderTable.Delete(session, key));

    /// <summary>Gives reminders that are due to one sidecar, those that have waited longest first.</summary>
    /// <param name="isWanted">Which of them; asked inside a transaction, so it must be quick and change nothing.</param>
    /// <param name="until">When the claim ends unless it is renewed.</param>
    /// <param name="limit">How many at most.</param>
    /// <exception cref="SqliteException">Nothing was claimed.</exception>
    public Task<ReminderBatch> ClaimAsync(string @namespace, IReadOnlyList<string> actorTypes, Func<ReminderKey, long, bool> isWanted, DateTimeOffset now, DateTimeOffset until, int limit) => WriteAsync(session =>
    {
        var claims = new List<ClaimedReminder>();
        foreach (var type in actorTypes)
            claims.AddRange(ReminderTable.Claim(session, @namespace, type, isWanted, now, until, limit - claims.Count));
        return new ReminderBatch(claims, actorTypes.Min(type => ReminderTable.Next(session, @namespace, type, now)));
    });

    /// <inheritdoc cref="ReminderTable.Renew"/>
    public Task RenewAsync(IReadOnlyCollection<ClaimedReminder> claims, DateTimeOffset until) => WriteAsync(session =>
    {
        foreach (var claim in claims)
            ReminderTable.Renew(session, claim, until);
        return true;
    });

    /// <inheritdoc cref="ReminderTable.Complete"/>
    public Task CompleteAsync(ClaimedReminder claim, ReminderProgress? progress) => WriteAsync(session =>
    {
        ReminderTable.Complete(session, claim, progress);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        await _writer.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task<T> WriteAsync<T>(Func<SqliteSession, T> write)
    {
        await _created;
        return await _writer.Value.WriteAsync(write);
    }
}
