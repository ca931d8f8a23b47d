using Daprlet.Components.Sqlite;
using Daprlet.Files;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Daprlet.Components.Configuration.Sqlite;

/// <summary>
/// The settings in one file, for all sidecars of this process. Whoever writes the file needs to tell nobody: what has changed is found by comparing the settings
/// with what was last read, and SQLite says when it is time to read.
/// </summary>
internal sealed partial class SqliteConfigurationFile : IAsyncDisposable
{
    private static readonly Shared<SqliteConfigurationFile> Files = new(file => new SqliteConfigurationFile(file, NullLogger.Instance));
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ErrorBackoff = TimeSpan.FromSeconds(1);

    private readonly string _file;
    private readonly ILogger _logger;
    private readonly Shared<SqliteWriter>.Lease _writer;
    private readonly SqliteReaders _readers;
    private readonly ConfigurationWatchers _watchers = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _watching;
    private readonly Lock _detecting = new();
    private Dictionary<string, StoredSetting> _known = [];

    private SqliteConfigurationFile(string file, ILogger logger)
    {
        _file = file;
        _logger = logger;
        OwnerOnly.CreateFolder(Path.GetDirectoryName(file)!);
        var location = SqliteLocation.ForFile(file);
        using (var session = SqliteFile.Open(location))
            SqliteConfigurationTable.Create(session);
        _writer = SqliteFile.Writer(location);
        _readers = new SqliteReaders(location);
        _watching = WatchAsync(_closing.Token);
        DetectChanges();
    }

    /// <summary>The file, made if it is not there, until the lease is disposed.</summary>
    /// <param name="file">A full path.</param>
    /// <exception cref="SqliteException">It is no database, or has a table <c>configuration</c> with other columns.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder cannot be made.</exception>
    public static Shared<SqliteConfigurationFile>.Lease Open(string file, ILogger logger) => Files.Rent(file, path => new SqliteConfigurationFile(path, logger));

    /// <summary>The same, where nobody reads a log.</summary>
    /// <inheritdoc cref="Open(string, ILogger)"/>
    public static Shared<SqliteConfigurationFile>.Lease Open(string file) => Files.Rent(file);

    /// <summary>The settings that are there; no keys means all.</summary>
    /// <exception cref="ConfigurationStoreException">The file cannot be read.</exception>
    public Dictionary<string, ConfigurationItem> Read(IReadOnlyList<string> keys)
    {
        try
        {
            var settings = _readers.Read(keys, (session, wanted) => wanted.Count == 0 ? SqliteConfigurationTable.Read(session) : SqliteConfigurationTable.Read(session, wanted));
            return settings.ToDictionary(setting => setting.Key, setting => setting.Value.ToItem());
        }
        catch (SqliteException e)
        {
            throw new ConfigurationStoreException(e.Message, e);
        }
    }

    /// <summary>Tells of changes, until what is returned is disposed.</summary>
    public IAsyncDisposable Watch(ConfigurationRequest request, Action<string, ConfigurationItem> changed) => _watchers.Add(request, changed);

    /// <summary>Writes, and tells those in this process who watch; the version that the setting has now.</summary>
    /// <exception cref="ConfigurationStoreException">The file cannot be written.</exception>
    public Task<string> SetAsync(string key, string value, string? version, IReadOnlyDictionary<string, string>? metadata) =>
        WriteAsync(session => SqliteConfigurationTable.Set(session, key, value, version, StoredSetting.Write(metadata)));

    /// <summary>Removes, and tells those in this process who watch; false when there was nothing to remove.</summary>
    /// <exception cref="ConfigurationStoreException">The file cannot be written.</exception>
    public Task<bool> RemoveAsync(string key) => WriteAsync(session => SqliteConfigurationTable.Remove(session, key));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        _readers.Dispose();
        await _writer.DisposeAsync();
        _closing.Dispose();
    }

    private async Task<T> WriteAsync<T>(Func<SqliteSession, T> write)
    {
        try
        {
            var result = await _writer.Value.WriteAsync(write);
            DetectChanges();
            return result;
        }
        catch (SqliteException e)
        {
            throw new ConfigurationStoreException(e.Message, e);
        }
    }

    /// <summary>A file that cannot be watched for a moment is watched again.</summary>
    private async Task WatchAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await OtherProcesses.WatchAsync(_file, PollInterval, DetectChanges, closing);
            }
            catch (SqliteException e)
            {
                LogNotWatched(_logger, _file, e.Message);
                await Task.Delay(ErrorBackoff, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                DetectChanges();
            }
        }
    }

    /// <summary>Compares the settings with what was last read, and tells what is different.</summary>
    private void DetectChanges()
    {
        lock (_detecting)
        {
            try
            {
                var now = _readers.Read(true, (session, _) => SqliteConfigurationTable.Read(session));
                foreach (var (key, setting) in now.Where(setting => setting.Value != _known.GetValueOrDefault(setting.Key)))
                    _watchers.Notify(key, setting.ToItem());
                foreach (var key in _known.Keys.Where(key => !now.ContainsKey(key)))
                    _watchers.Notify(key, ConfigurationItem.Removed);
                _known = now;
            }
            catch (SqliteException e)
            {
                LogNotWatched(_logger, _file, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "configuration.sqlite: changes of {File} are not seen: {Reason}")]
    private static partial void LogNotWatched(ILogger logger, string file, string reason);
}
