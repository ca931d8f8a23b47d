using System.Collections.Concurrent;
using Daprlet.Scheduling;
using DaprShop.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Random histories: what fires must be what a model of a few lines says, whatever stops, starts, moves and fails.</summary>
public sealed class ReminderHistoryTests
{
    private const int Actors = 4;

    [Fact]
    public async Task Every_reminder_fires_once_a_period_whatever_is_restarted()
    {
        foreach (var history in Gen.Sample(Steps().ListOf(30), 12))
        {
            await using var rig = new Rig();
            await rig.PlayAsync(history);
        }
    }

    private static Gen<Step> Steps()
    {
        var registrations =
            from actor in Gen.Choose(0, Actors - 1)
            from due in Gen.Elements<int?>(null, 0, 1, 5, 20)
            from period in Gen.Elements<int?>(null, 1, 3, 10)
            from repetitions in Gen.Elements<int?>(null, 1, 2, 5)
            from ttl in Gen.Elements<int?>(null, null, 0, 4, 15)
            from overwrite in Gen.Elements(true, true, false)
            where due is not null || period is not null
            select (Step)new Register(actor, due, period, period is null ? null : repetitions, period is null ? null : ttl, overwrite);
        return Gen.Frequency(
            (5, registrations),
            (1, Gen.Choose(0, Actors - 1).Select(actor => (Step)new Delete(actor))),
            (5, Gen.Choose(1, 25).Select(seconds => (Step)new Wait(seconds))),
            (2, Gen.Choose(0, Actors - 1).SelectMany(actor => Gen.Choose(1, 6).Select(calls => (Step)new Fail(actor, calls)))),
            (2, Gen.Choose(0, 1).Select(host => (Step)new Restart(host))),
            (1, Gen.Choose(0, 1).Select(host => (Step)new Stop(host))),
            (1, Gen.Constant((Step)new Move())));
    }

    private abstract record Step;

    private sealed record Register(int Actor, int? Due, int? Period, int? Repetitions, int? Ttl, bool Overwrite) : Step;

    private sealed record Delete(int Actor) : Step;

    private sealed record Wait(int Seconds) : Step;

    private sealed record Fail(int Actor, int Calls) : Step;

    private sealed record Restart(int Host) : Step;

    private sealed record Stop(int Host) : Step;

    private sealed record Move : Step;

    /// <summary>Two hosts that share the actors, as two processes would.</summary>
    private sealed class Rig : IAsyncDisposable
    {
        private readonly ReminderFile _file = new();
        private readonly Model _model = new();
        private readonly RecordingTarget[] _targets = [new(), new()];
        private readonly ReminderScheduler?[] _hosts = [null, null];
        private readonly ConcurrentDictionary<int, int> _failures = [];
        private readonly List<string> _names = [];
        private int _moves;

        public async Task PlayAsync(IReadOnlyList<Step> history)
        {
            for (var host = 0; host < 2; host++)
            {
                var number = host;
                _targets[host].Hosts = id => HostOf(int.Parse(id)) == number;
                _targets[host].Answer = (data, _) => Task.FromResult(Answer(int.Parse(data.Split('#')[0])));
                _hosts[host] = _file.Start(_targets[host]);
            }
            foreach (var step in history)
            {
                await PlayAsync(step);
                _model.Run(_file.Time.GetUtcNow(), actor => _hosts[HostOf(actor)] is not null);
                await SettleAsync($"{step} of\n{string.Join('\n', history)}");
            }
        }

        public ValueTask DisposeAsync() => _file.DisposeAsync();

        private int HostOf(int actor) => (actor + _moves) % 2;

        private ReminderOutcome Answer(int actor)
        {
            if (_failures.GetValueOrDefault(actor) == 0)
                return ReminderOutcome.Succeeded;
            _failures.AddOrUpdate(actor, 0, (_, left) => left - 1);
            return ReminderOutcome.Failed;
        }

        private async Task PlayAsync(Step step)
        {
            switch (step)
            {
                case Register wanted:
                    var name = $"{wanted.Actor}#{_names.Count}";
                    _names.Add(name);
                    var stored = await _file.RegisterAsync(ReminderFile.Key($"{wanted.Actor}"), name, Seconds(wanted.Due), Period(wanted), Seconds(wanted.Ttl), wanted.Overwrite);
                    Assert.Equal(_model.Register(wanted, name, _file.Time.GetUtcNow()), stored);
                    break;
                case Delete delete:
                    Assert.Equal(_model.Delete(delete.Actor), await _file.Store.DeleteAsync(ReminderFile.Key($"{delete.Actor}")));
                    break;
                case Wait wait:
                    _file.Time.Advance(TimeSpan.FromSeconds(wait.Seconds));
                    break;
                case Fail fail:
                    _failures[fail.Actor] = _model.Failures[fail.Actor] = fail.Calls;
                    break;
                case Stop stop:
                    await StopAsync(stop.Host);
                    break;
                case Restart restart:
                    await StopAsync(restart.Host);
                    _hosts[restart.Host] = _file.Start(_targets[restart.Host]);
                    break;
                case Move:
                    _moves++;
                    foreach (var host in _hosts)
                        host?.Wake();
                    break;
            }
        }

        private async Task StopAsync(int host)
        {
            if (_hosts[host] is { } running)
                await _file.StopAsync(running);
            _hosts[host] = null;
        }

        /// <summary>Waits until everything has fired that must, and nothing else.</summary>
        private async Task SettleAsync(string after)
        {
            foreach (var name in _names)
            {
                var expected = _model.Calls.GetValueOrDefault(name);
                await Eventually.TrueAsync(() => Calls(name) >= expected, $"call {expected} of {name} after {after}");
                Assert.True(Calls(name) == expected, $"{name} was called {Calls(name)} times, not {expected}, after {after}");
            }
            for (var actor = 0; actor < Actors; actor++)
            {
                var (key, isThere) = (ReminderFile.Key($"{actor}"), _model.IsThere(actor));
                await Eventually.TrueAsync(async () => await _file.Store.GetAsync(key) is not null == isThere, $"the reminder of {actor} {(isThere ? "" : "not ")}to be there after {after}");
            }
        }

        private int Calls(string name) => _targets.Sum(target => target.Calls(name));

        private static string Seconds(int? seconds) => seconds is { } count ? $"{count}s" : "";

        private static string Period(Register wanted) =>
            wanted.Period is not { } seconds ? "" : wanted.Repetitions is { } times ? $"R{times}/PT{seconds}S" : $"{seconds}s";
    }

    /// <summary>What should happen. Time n of a reminder is its first plus n periods; a time is tried four times, a second apart.</summary>
    private sealed class Model
    {
        private readonly Dictionary<int, Live> _live = [];

        public Dictionary<string, int> Calls { get; } = [];

        /// <summary>How many of the next calls of an actor fail.</summary>
        public Dictionary<int, int> Failures { get; } = [];

        public bool IsThere(int actor) => _live.ContainsKey(actor);

        public bool Delete(int actor) => _live.Remove(actor);

        public bool Register(Register wanted, string name, DateTimeOffset now)
        {
            if (!wanted.Overwrite && IsThere(wanted.Actor))
                return false;
            var due = now.AddSeconds(wanted.Due ?? 0);
            _live[wanted.Actor] = new Live(name, wanted, wanted.Due is null ? due.AddSeconds(wanted.Period!.Value) : due, due.AddSeconds(wanted.Ttl ?? int.MaxValue));
            EndIfOver(wanted.Actor);
            return true;
        }

        /// <summary>Calls everything that is due where there is a host.</summary>
        public void Run(DateTimeOffset now, Func<int, bool> hasHost)
        {
            foreach (var (actor, live) in _live.Where(entry => hasHost(entry.Key)).ToList())
            {
                while (IsThere(actor) && live.Time.AddSeconds(live.Tries) <= now)
                {
                    Calls[live.Name] = Calls.GetValueOrDefault(live.Name) + 1;
                    var fails = Failures.GetValueOrDefault(actor) > 0;
                    if (fails)
                        Failures[actor]--;
                    if (fails && live.Tries < 3)
                        live.Tries++;
                    else
                        live.MoveOn();
                    EndIfOver(actor);
                }
            }
        }

        private void EndIfOver(int actor)
        {
            if (_live[actor].IsOver)
                _live.Remove(actor);
        }

        private sealed class Live(string name, Register wanted, DateTimeOffset first, DateTimeOffset end)
        {
            private int _number;

            public string Name => name;

            public int Tries { get; set; }

            public DateTimeOffset Time => first.AddSeconds(_number * (wanted.Period ?? 0));

            public bool IsOver => _number >= (wanted.Period is null ? 1 : wanted.Repetitions ?? int.MaxValue) || Time > end;

            public void MoveOn() => (_number, Tries) = (_number + 1, 0);
        }
    }
}
