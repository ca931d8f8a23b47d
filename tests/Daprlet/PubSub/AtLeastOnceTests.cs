using System.Collections.Concurrent;
using Daprlet.Components;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;
using Daprlet.Components.Sqlite;
using Daprlet.Resources;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>
/// What <c>pubsub.sqlite</c> promises, under random plans of publishes, failed deliveries, and instances of several apps that come, go in order, or die with
/// messages in hand: every message that was accepted reaches each app, and one instance of it alone deals with it.
/// </summary>
public sealed class AtLeastOnceTests
{
    private const string Topic = "orders";
    private static readonly string[] Apps = ["billing", "shipping"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LeaseOfDead = TimeSpan.FromMilliseconds(300);

    private enum Step
    {
        Publish,
        Join,
        Leave,
        Die,
        FailNext,
    }

    [Fact]
    public async Task Every_accepted_message_reaches_each_app_and_one_instance_of_it_alone()
    {
        var steps = Gen.Frequency((8, Gen.Constant(Step.Publish)), (3, Gen.Constant(Step.Join)), (2, Gen.Constant(Step.Leave)), (1, Gen.Constant(Step.Die)), (3, Gen.Constant(Step.FailNext)));
        foreach (var plan in Gen.Zip(steps, Gen.Choose(0, 1)).ListOf(30).Sample(6, 12))
            await PlayAsync(plan);
    }

    private static async Task PlayAsync(IReadOnlyList<(Step Step, int App)> plan)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", plan)); // the last line of a failure is its plan
        var folder = Directory.CreateTempSubdirectory("at-least-once-").FullName;
        var shop = new Shop(Path.Combine(folder, "messages.db"));
        try
        {
            foreach (var app in Apps)
                await shop.JoinAsync(app);
            foreach (var (step, app) in plan)
                await shop.DoAsync(step, Apps[app]);
            foreach (var app in Apps)
                await shop.JoinAsync(app);
            await shop.UntilAllArrivedAsync();
            await shop.DisposeAsync();
            shop.EachAppIsDoneOnceWithEach();
        }
        finally
        {
            await shop.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The instances of all apps, each with a component of its own, as in a process of its own.</summary>
    private sealed class Shop(string file) : IAsyncDisposable
    {
        private readonly List<Instance> _instances = [];
        private readonly ConcurrentDictionary<(string App, int Message), int> _done = [];
        private readonly ConcurrentDictionary<(string App, int Message), Instance> _underWay = [];
        private readonly ConcurrentDictionary<string, int> _failures = [];
        private readonly ConcurrentQueue<string> _twice = [];
        private int _published;

        public Task DoAsync(Step step, string app) => step switch
        {
            Step.Publish => PublishAsync(),
            Step.Join => JoinAsync(app),
            Step.Leave => LeaveAsync(app),
            Step.Die => Die(app),
            _ => FailNext(app),
        };

        public async Task UntilAllArrivedAsync()
        {
            using var limit = new CancellationTokenSource(Limit);
            while (Apps.Any(app => Enumerable.Range(0, _published).Any(message => !_done.ContainsKey((app, message)))))
                await Task.Delay(10, limit.Token);
        }

        private async Task PublishAsync()
        {
            var pubSub = _instances.Count > 0 ? _instances[0].PubSub : (await JoinAsync(Apps[0])).PubSub;
            await pubSub.PublishAsync(new PubSubMessage(Topic, BitConverter.GetBytes(_published), new Dictionary<string, string>()), CancellationToken.None);
            _published++;
        }

        public async Task<Instance> JoinAsync(string app)
        {
            var pubSub = new SqlitePubSub();
            var metadata = new ComponentMetadata(new Dictionary<string, string> { ["connectionString"] = file, ["initialRedeliveryDelay"] = "10ms", ["maxRedeliveryDelay"] = "20ms", ["pollInterval"] = "20ms", ["concurrency"] = "4" });
            await pubSub.InitializeAsync(new ComponentContext("pubsub", "pubsub.sqlite", metadata, new ComponentManifest(), [], "sidecar", app, "", Path.GetTempPath(), new Dictionary<string, string>(), TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None);
            var instance = new Instance(app, pubSub);
            instance.Subscription = await pubSub.SubscribeAsync(new TopicSubscription(Topic, null, new Dictionary<string, string>()), (message, _) => DeliverAsync(instance, message), CancellationToken.None);
            _instances.Add(instance);
            return instance;
        }

        private async Task LeaveAsync(string app)
        {
            if (_instances.LastOrDefault(instance => instance.App == app) is not { } leaving)
                return;
            _instances.Remove(leaving);
            await leaving.DisposeAsync();
        }

        /// <summary>Leaves behind what an instance in another process does that was killed: a message that it holds and will never settle.</summary>
        private Task Die(string app)
        {
            using var session = SqliteFile.Open(file);
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            // In one transaction, so that no living instance is faster.
            session.Execute("BEGIN IMMEDIATE");
            var holder = new Holder(MessageStore.JoinGroup(session, Topic, app, now), Guid.NewGuid().ToString());
            MessageStore.Publish(session, Topic, null, BitConverter.GetBytes(_published), now);
            MessageStore.Claim(session, holder, now, now + (long)LeaseOfDead.TotalMilliseconds, limit: 100);
            session.Execute("COMMIT");
            _published++;
            return Task.CompletedTask;
        }

        private Task FailNext(string app)
        {
            _failures.AddOrUpdate(app, 1, (_, count) => count + 1);
            return Task.CompletedTask;
        }

        /// <summary>To be asked when every instance has stopped: a message that was done with would come again to nobody.</summary>
        public void EachAppIsDoneOnceWithEach()
        {
            Assert.Empty(_twice);
            Assert.All(_done, delivery => Assert.Equal(1, delivery.Value));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var instance in _instances)
                await instance.DisposeAsync();
            _instances.Clear();
        }

        private async Task<DeliveryResult> DeliverAsync(Instance instance, PubSubMessage message)
        {
            var delivery = (instance.App, BitConverter.ToInt32(message.Data.Span));
            if (!_underWay.TryAdd(delivery, instance))
                _twice.Enqueue($"{delivery}");
            try
            {
                await Task.Yield();
                if (TakeFailure(instance.App))
                    return DeliveryResult.Failed("as the plan says");
                _done.AddOrUpdate(delivery, 1, (_, count) => count + 1);
                return DeliveryResult.Done;
            }
            finally
            {
                _underWay.TryRemove(delivery, out _);
            }
        }

        private bool TakeFailure(string app)
        {
            while (_failures.TryGetValue(app, out var left) && left > 0)
            {
                if (_failures.TryUpdate(app, left - 1, left))
                    return true;
            }
            return false;
        }
    }

    private sealed record Instance(string App, SqlitePubSub PubSub) : IAsyncDisposable
    {
        public IAsyncDisposable? Subscription { get; set; }

        public async ValueTask DisposeAsync()
        {
            await Subscription!.DisposeAsync();
            await PubSub.DisposeAsync();
        }
    }
}
