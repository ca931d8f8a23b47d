using Daprlet.Components.PubSub.Sqlite;
using Daprlet.Components.Sqlite;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>The tables of pubsub.sqlite against a model: consumers come, go, work, fail and die in any order while messages are published.</summary>
public sealed class MessageStoreTests
{
    private const string Topic = "orders";
    private const string DeadLetters = "orders.dead";
    private const int LeaseMs = 100;
    private static readonly string[] Groups = ["orders", "mail"];

    private enum Act
    {
        Publish,
        Claim,
        Succeed,
        Fail,
        Bury,
        Die,
        Leave,
        Wait,
    }

    [Fact]
    public void Every_message_reaches_every_group_whatever_its_consumers_do() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Schedules(), steps =>
        {
            using var world = new World();
            foreach (var (act, pick) in steps)
                world.Do(act, pick);
            world.Drain();
            return world.AllWereDelivered() && world.NothingIsLeft();
        }));

    [Fact]
    public void A_message_is_never_with_two_consumers_of_a_group_at_once() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Schedules(), steps =>
        {
            using var world = new World();
            return steps.All(step =>
            {
                world.Do(step.Act, step.Pick);
                return world.HoldsAreDisjoint();
            });
        }));

    [Fact]
    public void A_group_that_joins_late_starts_with_what_is_still_stored()
    {
        using var session = Open();
        MessageStore.Publish(session, Topic, null, [1], now: 1);
        var group = MessageStore.JoinGroup(session, Topic, "orders", now: 2);

        var held = Assert.Single(MessageStore.Claim(session, new Holder(group, "a"), now: 3, leaseEnd: 103, limit: 10));
        Assert.Equal([1], held.Data);
    }

    [Fact]
    public void Cleaning_takes_groups_that_are_gone_and_messages_that_nobody_waits_for()
    {
        using var session = Open();
        MessageStore.JoinGroup(session, Topic, "gone", now: 1);
        MessageStore.Publish(session, Topic, null, [1], now: 2);
        MessageStore.Publish(session, "unread", null, [2], now: 3);
        var alive = MessageStore.JoinGroup(session, "kept", "orders", now: 4);
        MessageStore.Publish(session, "kept", null, [3], now: 5);
        MessageStore.MarkSeen(session, alive, now: 100);

        MessageStore.Clean(session, before: 50);

        var held = Assert.Single(MessageStore.Claim(session, new Holder(alive, "a"), now: 101, leaseEnd: 200, limit: 10));
        Assert.Equal([3], held.Data);
        Assert.Equal(1L, session.Scalar("SELECT count(*) FROM pubsub_messages"));
        Assert.Equal(1L, session.Scalar("SELECT count(*) FROM pubsub_groups"));
    }

    private static SqliteSession Open()
    {
        var session = new SqliteSession("Data Source=:memory:");
        MessageStore.CreateTables(session);
        return session;
    }

    private static Arbitrary<(Act Act, int Pick)[]> Schedules()
    {
        var act = Gen.Frequency((4, Gen.Constant(Act.Publish)), (5, Gen.Constant(Act.Claim)), (5, Gen.Constant(Act.Succeed)), (2, Gen.Constant(Act.Fail)),
            (1, Gen.Constant(Act.Bury)), (1, Gen.Constant(Act.Die)), (1, Gen.Constant(Act.Leave)), (2, Gen.Constant(Act.Wait)));
        var step = act.SelectMany(_ => Gen.Choose(0, 1_000_000), (chosen, pick) => (chosen, pick));
        return step.ArrayOf().ToArbitrary();
    }

    private sealed class Consumer(Holder holder)
    {
        public Holder Holder => holder;

        public List<HeldMessage> Held { get; } = [];

        public long LeaseEnd { get; set; }
    }

    private sealed class World : IDisposable
    {
        private readonly SqliteSession _session = Open();
        private readonly List<Consumer> _consumers = [];
        private readonly HashSet<(long Group, int Message)> _delivered = [];
        private readonly HashSet<(long Group, int Message)> _buried = [];
        private readonly List<long> _groups;
        private readonly long _deadGroup;
        private int _published;
        private int _names;
        private long _now = 1_000;

        public World()
        {
            _groups = [.. Groups.Select(name => MessageStore.JoinGroup(_session, Topic, name, _now))];
            _deadGroup = MessageStore.JoinGroup(_session, DeadLetters, "orders", _now);
            for (var i = 0; i < 4; i++)
                _consumers.Add(Newcomer(i));
        }

        public void Do(Act act, int pick)
        {
            var consumer = _consumers[pick % _consumers.Count];
            switch (act)
            {
                case Act.Publish:
                    MessageStore.Publish(_session, Topic, null, BitConverter.GetBytes(_published++), _now);
                    break;
                case Act.Claim:
                    Claim(consumer, 1 + (pick % 3));
                    break;
                case Act.Succeed:
                    Settle(consumer, message =>
                    {
                        _delivered.Add((consumer.Holder.Group, Number(message)));
                        MessageStore.Complete(_session, consumer.Holder, message.Id);
                    });
                    break;
                case Act.Fail:
                    Settle(consumer, message => MessageStore.Return(_session, consumer.Holder, message.Id, _now + (pick % 200)));
                    break;
                case Act.Bury:
                    Settle(consumer, message =>
                    {
                        _buried.Add((consumer.Holder.Group, Number(message)));
                        MessageStore.Move(_session, consumer.Holder, message.Id, DeadLetters, _now);
                    });
                    break;
                case Act.Die:
                    _consumers[pick % _consumers.Count] = Newcomer(pick);
                    break;
                case Act.Leave:
                    MessageStore.Release(_session, consumer.Holder, _now);
                    _consumers[pick % _consumers.Count] = Newcomer(pick);
                    break;
                default:
                    _now += pick % (2 * LeaseMs);
                    break;
            }
        }

        /// <summary>Lets new consumers finish what the others left.</summary>
        public void Drain()
        {
            _now += 10 * LeaseMs;
            foreach (var group in _groups)
            {
                var consumer = new Consumer(new Holder(group, "last"));
                Claim(consumer, int.MaxValue);
                foreach (var message in consumer.Held)
                {
                    _delivered.Add((group, Number(message)));
                    MessageStore.Complete(_session, consumer.Holder, message.Id);
                }
            }
        }

        public bool AllWereDelivered() =>
            _groups.All(group => Enumerable.Range(0, _published).All(message => _delivered.Contains((group, message)) || _buried.Contains((group, message))));

        /// <summary>Only dead letters are left, at least one for each that was buried and not delivered by another consumer.</summary>
        public bool NothingIsLeft()
        {
            var left = (long)_session.Scalar("SELECT count(*) FROM pubsub_deliveries WHERE consumers <> $1", _deadGroup)!;
            var dead = MessageStore.Claim(_session, new Holder(_deadGroup, "gravedigger"), _now, _now + LeaseMs, int.MaxValue).Select(Number).ToHashSet();
            return left == 0 && _buried.Where(buried => !_delivered.Contains(buried)).All(buried => dead.Contains(buried.Message));
        }

        public bool HoldsAreDisjoint()
        {
            var held = _consumers.Where(consumer => consumer.LeaseEnd > _now).SelectMany(consumer => consumer.Held.Select(message => (consumer.Holder.Group, message.Id))).ToList();
            return held.Distinct().Count() == held.Count;
        }

        public void Dispose() => _session.Dispose();

        private Consumer Newcomer(int pick) => new(new Holder(_groups[pick % _groups.Count], $"consumer {_names++}"));

        private void Claim(Consumer consumer, int limit)
        {
            if (consumer.LeaseEnd <= _now)
                consumer.Held.Clear();
            consumer.LeaseEnd = _now + LeaseMs;
            foreach (var message in consumer.Held)
                MessageStore.Renew(_session, consumer.Holder, message.Id, consumer.LeaseEnd);
            consumer.Held.AddRange(MessageStore.Claim(_session, consumer.Holder, _now, consumer.LeaseEnd, limit));
        }

        private static void Settle(Consumer consumer, Action<HeldMessage> settle)
        {
            if (consumer.Held.Count == 0)
                return;
            var message = consumer.Held[0];
            consumer.Held.RemoveAt(0);
            settle(message);
        }

        private static int Number(HeldMessage message) => BitConverter.ToInt32(message.Data);
    }
}
