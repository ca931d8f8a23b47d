using System.Text;
using Daprlet.Components;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;
using Daprlet.Components.Sqlite;
using DaprShop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Brokers over one file and one clock, a process each.</summary>
internal sealed class SqliteBrokers : IAsyncDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly string _folder = Directory.CreateTempSubdirectory("pubsub-").FullName;
    private readonly List<SqlitePubSub> _started = [];

    public VirtualTime Time { get; } = new();

    public async Task<SqlitePubSub> StartAsync(string appId, params (string Name, string Value)[] metadata)
    {
        var pubSub = new SqlitePubSub();
        _started.Add(pubSub);
        var items = metadata.Append(("connectionString", Path.Combine(_folder, "messages.db"))).Select(item => KeyValuePair.Create(item.Item1, item.Item2));
        await pubSub.InitializeAsync(new ComponentContext("pubsub", "pubsub.sqlite", new ComponentMetadata(items), new global::Daprlet.Resources.ComponentManifest(), [], "sidecar", appId, "", _folder, NoEnvironment, Time, NullLoggerFactory.Instance), CancellationToken.None);
        return pubSub;
    }

    public static Task<IAsyncDisposable> SubscribeAsync(SqlitePubSub pubSub, Receiver receiver, string? deadLetterTopic = null) =>
        pubSub.SubscribeAsync(new TopicSubscription("t", deadLetterTopic, NoMetadata), receiver.HandleAsync, CancellationToken.None);

    public static Task PublishAsync(SqlitePubSub pubSub, string text, params (string Name, string Value)[] metadata) =>
        pubSub.PublishAsync(new PubSubMessage("t", Encoding.UTF8.GetBytes(text), metadata.ToDictionary(item => item.Name, item => item.Value)), CancellationToken.None);

    /// <summary>Ends one before the others.</summary>
    public async Task EndAsync(SqlitePubSub pubSub)
    {
        await pubSub.DisposeAsync();
        _started.Remove(pubSub);
    }

    /// <summary>The database that they share.</summary>
    public SqliteSession Open() => SqliteFile.Open(Path.Combine(_folder, "messages.db"));

    public async ValueTask DisposeAsync()
    {
        foreach (var pubSub in _started)
            await pubSub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
