using Daprlet.Components;
using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Daprlet.NameResolution;

/// <summary>
/// Dapr's <c>nameresolution.sqlite</c> with its table: a row a sidecar, renewed every few seconds. The table has no place for a secret, so
/// the row's random registration id is it: whoever may read the file may call, and the file is created for its owner alone.
/// </summary>
internal sealed partial class SqliteNameResolver : INameResolver
{
    private const string Now = "CAST(strftime('%s', 'now') AS INTEGER)";

    private static readonly TimeSpan RenewalMargin = TimeSpan.FromSeconds(1);

    private readonly SqliteSession _database;
    private readonly SqliteNameOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _renewal = Task.CompletedTask;
    private Peer? _self;

    /// <exception cref="ComponentException">The database cannot be used.</exception>
    public SqliteNameResolver(SqliteNameOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        try
        {
            SqliteFile.CreatePrivately(options.File);
            _database = SqliteFile.Open(options.File);
            CreateTables();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"failed to initialize name resolution sqlite: {e.Message}", e);
        }
    }

    public async Task RegisterAsync(Peer self, CancellationToken cancellationToken)
    {
        _self = self;
        await InTurnAsync(Register, cancellationToken);
        _renewal = RenewAsync(_stopping.Token);
    }

    /// <summary>Dapr's resolver knows no namespaces (components-contrib, issue 3179), so that none is compared.</summary>
    public Task<IReadOnlyList<Peer>> FindAsync(string appId, string @namespace, CancellationToken cancellationToken) =>
        InTurnAsync<IReadOnlyList<Peer>>(() => _database.Query(
            $"SELECT address, registration_id FROM {_options.Table} WHERE app_id = $1 AND {Now} - last_update < $2 ORDER BY RANDOM()",
            row => new Peer(appId, @namespace, row.GetString(0), row.GetString(1)), appId, (long)_options.UpdateInterval.TotalSeconds), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _renewal;
        if (_self is not null)
            await InTurnAsync(() => _database.Execute($"DELETE FROM {_options.Table} WHERE registration_id = $1", _self.Secret), CancellationToken.None);
        _database.Dispose();
        _turn.Dispose();
        _stopping.Dispose();
    }

    private int Register() => _database.Execute(
        $"REPLACE INTO {_options.Table} (registration_id, address, app_id, namespace, last_update) VALUES ($1, $2, $3, '', {Now})", _self!.Secret, _self.Address, _self.AppId);

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.UpdateInterval - RenewalMargin, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await RenewOnceAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InTurnAsync(Renew, cancellationToken);
        }
        catch (SqliteException e)
        {
            LogRenewalFailed(_logger, e.Message);
        }
    }

    private int Renew()
    {
        _database.Execute($"DELETE FROM {_options.Table} WHERE {Now} - last_update > $1", (long)_options.CleanupInterval.TotalSeconds);
        return _database.Execute($"UPDATE {_options.Table} SET last_update = {Now} WHERE registration_id = $1", _self!.Secret) == 1 ? 1 : Register();
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The tables of Dapr's first and only migration, and the mark that it has been done.</summary>
    private void CreateTables()
    {
        _database.Execute("BEGIN IMMEDIATE");
        _database.Execute($"CREATE TABLE IF NOT EXISTS {_options.MetadataTable} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)");
        _database.Execute($"CREATE TABLE IF NOT EXISTS {_options.Table} (registration_id TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL, app_id TEXT NOT NULL, namespace TEXT NOT NULL, last_update INTEGER NOT NULL)");
        _database.Execute($"CREATE UNIQUE INDEX IF NOT EXISTS {_options.Table}_address_idx ON {_options.Table} (address)");
        _database.Execute($"CREATE INDEX IF NOT EXISTS {_options.Table}_last_update_idx ON {_options.Table} (last_update)");
        _database.Execute($"INSERT OR IGNORE INTO {_options.MetadataTable} (key, value) VALUES ('nr-migrations', '1')");
        _database.Execute("COMMIT");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to update host registration: {Cause}")]
    private static partial void LogRenewalFailed(ILogger logger, string cause);
}
