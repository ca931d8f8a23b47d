using System.Text;
using Daprlet.Components.State;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.State;

/// <summary>Random histories on a backend and on a model of a few lines must show the same.</summary>
public sealed class StateStoreModelTests : IDisposable
{
    private static readonly string[] Keys = ["a", "b", "c"];

    private readonly string _folder = Directory.CreateTempSubdirectory("model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("state.in-memory")]
    [InlineData("state.sqlite")]
    public async Task A_backend_does_what_the_model_does(string type)
    {
        foreach (var history in Gen.Sample(Steps().ListOf(40), 40))
        {
            var clock = new Clock();
            await using var store = await Stores.OpenAsync(type, Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, clock);
            var model = new Model();
            foreach (var step in history)
                await PlayAsync(step, store, model, clock);
        }
    }

    private static async Task PlayAsync(Step step, IStateStore store, Model model, Clock clock)
    {
        clock.Now += step.Pause;
        model.ForgetExpired(clock.Now);
        var operations = step.Writes.Select(write => model.Operation(write)).ToList();
        var fault = operations.Count == 1 ? await store.ExecuteAsync(operations[0]) : await store.TransactAsync(operations);

        Assert.True(model.Accepts(operations, clock.Now) == fault is null, $"{step}: {fault?.Message}");
        if (fault is null)
            model.Apply(operations, clock.Now);
        else
            Assert.Equal(StateFaultKind.ETagMismatch, fault.Kind);
        var entries = (await store.GetManyAsync(Keys, CancellationToken.None)).ToDictionary(item => item.Key, item => item.Entry);
        foreach (var key in Keys)
        {
            var alone = await store.GetAsync(key, CancellationToken.None);
            Assert.Equal(model.Value(key, clock.Now), Text(alone));
            Assert.Equal(Text(alone), Text(entries[key]));
            Assert.Equal(alone?.ETag, entries[key]?.ETag);
            model.SetETag(key, alone?.ETag);
        }
    }

    private static string? Text(StateEntry? entry) => entry is null ? null : Encoding.UTF8.GetString(entry.Value.Span);

    private static Gen<Step> Steps()
    {
        var writes =
            from key in Gen.Elements(Keys)
            from kind in Gen.Elements("set", "set", "set", "delete")
            from etag in Gen.Elements("none", "none", "current", "stale")
            from firstWrite in Gen.Elements(false, false, true)
            from ttl in Gen.Elements<int?>(null, null, 5, 0, -1)
            from value in Gen.Choose(0, 9)
            select new Write(key, kind == "delete", etag, firstWrite && kind == "set", ttl, $"{value}");
        return
            from count in Gen.Elements(1, 1, 1, 2, 3)
            from several in writes.ListOf(count)
            from pause in Gen.Elements(0, 0, 2, 10) // never to the very moment at which a value of five seconds ends, where the backends differ
            select new Step([.. several.DistinctBy(write => write.Key)], TimeSpan.FromSeconds(pause));
    }

    private sealed record Write(string Key, bool IsDelete, string ETag, bool FirstWrite, int? Ttl, string Value);

    private sealed record Step(IReadOnlyList<Write> Writes, TimeSpan Pause)
    {
        public override string ToString() => $"+{Pause.TotalSeconds}s {string.Join(", ", Writes)}";
    }

    private sealed class Model
    {
        private readonly Dictionary<string, (string Value, DateTimeOffset? Expires)> _values = [];
        private readonly Dictionary<string, string> _etags = [];

        public StateOperation Operation(Write write)
        {
            var etag = write.ETag switch
            {
                "current" => _etags.GetValueOrDefault(write.Key, "absent"),
                "stale" => "00000000-0000-0000-0000-000000000000",
                _ => "",
            };
            return write.IsDelete ? new StateDelete(write.Key) { ETag = etag } : Stores.Upsert(write.Key, write.Value, etag, write.FirstWrite, write.Ttl);
        }

        /// <summary>The etag of what has expired is nobody's any more; Dapr's SQLite store would still delete the row by it.</summary>
        public void ForgetExpired(DateTimeOffset now)
        {
            foreach (var key in _etags.Keys.Where(key => Value(key, now) is null).ToList())
                _etags.Remove(key);
        }

        public bool Accepts(IEnumerable<StateOperation> operations, DateTimeOffset now) => operations.All(operation => operation.ETag.Length > 0
            ? Value(operation.Key, now) is not null && operation.ETag == _etags.GetValueOrDefault(operation.Key)
            : !operation.Options.IsFirstWrite || Value(operation.Key, now) is null);

        public void Apply(IEnumerable<StateOperation> operations, DateTimeOffset now)
        {
            foreach (var operation in operations)
            {
                if (operation is StateUpsert upsert)
                    _values[operation.Key] = (Encoding.UTF8.GetString(upsert.Value.Span), TimeToLive.Read(upsert.Metadata, out _) is > 0 and long seconds ? now.AddSeconds(seconds) : null);
                else
                    _values.Remove(operation.Key);
            }
        }

        public string? Value(string key, DateTimeOffset now) =>
            _values.TryGetValue(key, out var entry) && !(entry.Expires <= now) ? entry.Value : null;

        public void SetETag(string key, string? etag)
        {
            if (etag is null)
                _etags.Remove(key);
            else
                _etags[key] = etag;
        }
    }
}
