using Daprlet.Components.Sqlite;
using Microsoft.Data.Sqlite;

namespace Daprlet.Components.Configuration.Sqlite;

/// <summary>
/// <c>configuration.sqlite</c>: settings in a file, for all sidecars of a machine that name it. Operators write it with <c>daprlet configuration</c> or with
/// any tool for SQLite. Dapr has no such component.
/// </summary>
internal sealed class SqliteConfigurationStore : IWritableConfigurationStore
{
    private Shared<SqliteConfigurationFile>.Lease? _file;

    private SqliteConfigurationFile Settings => _file?.Value ?? throw new InvalidOperationException("not initialised");

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var file = context.Metadata.Get("connectionString") ?? throw new ComponentException("missing connection string");
        try
        {
            _file = SqliteConfigurationFile.Open(Path.GetFullPath(file, context.WorkingDirectory), context.Logging.CreateLogger("dapr.contrib"));
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"{file}: {e.Message}", e);
        }
    }

    public Task<Dictionary<string, ConfigurationItem>> GetAsync(ConfigurationRequest request, CancellationToken cancellationToken) => Task.FromResult(Settings.Read(request.Keys));

    public Task<IAsyncDisposable> SubscribeAsync(ConfigurationRequest request, Action<string, ConfigurationItem> changed, CancellationToken cancellationToken) =>
        Task.FromResult(Settings.Watch(request, changed));

    public Task<string> SetAsync(string key, string value, string? version = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Settings.SetAsync(key, value, version, metadata);
    }

    public Task<bool> RemoveAsync(string key) => Settings.RemoveAsync(key);

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
