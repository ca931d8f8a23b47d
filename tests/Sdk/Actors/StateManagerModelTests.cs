using Dapr.Actors.Runtime;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>Holds the state manager against a map that is saved when a turn ends and restored when it throws.</summary>
public sealed class StateManagerModelTests : IAsyncLifetime
{
    private ScriptedApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await ScriptedApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void Whatever_turns_do_the_state_is_that_of_a_map() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Turns(), turns => RunAsync(turns).GetAwaiter().GetResult()));

    private static Arbitrary<Turn[]> Turns()
    {
        var step = from kind in Gen.Elements(Enum.GetValues<StepKind>())
                   from name in Gen.Elements("a", "b", "c")
                   from value in Gen.Choose(0, 9)
                   select new Step(kind, name, value);
        var turn = from steps in step.ListOf()
                   from fails in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
                   select new Turn([.. steps], fails);
        return turn.ArrayOf().ToArbitrary();
    }

    private async Task RunAsync(Turn[] turns)
    {
        _app.App.State.Clear();
        await _app.App.DeleteAsync("actors/ScriptedActor/1");
        var model = new Model();
        foreach (var turn in turns)
        {
            try
            {
                await _app.TurnAsync(async state =>
                {
                    foreach (var step in turn.Steps)
                        Assert.Equal(model.Do(step), await DoAsync(state, step));
                    if (turn.Fails)
                        throw new TimeoutException();
                });
                model.Save();
            }
            catch (TimeoutException)
            {
                model.Forget();
            }

            Assert.Equal(model.Saved.OrderBy(state => state.Key), _app.App.State.Select(state => KeyValuePair.Create(state.Key, int.Parse(state.Value))).OrderBy(state => state.Key));
        }
    }

    private static async Task<string> DoAsync(IActorStateManager state, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Set:
                await state.SetStateAsync(step.Name, step.Value);
                return "";
            case StepKind.TryGet:
                var found = await state.TryGetStateAsync<int>(step.Name);
                return found.HasValue ? $"{found.Value}" : "none";
            case StepKind.TryAdd:
                return $"{await state.TryAddStateAsync(step.Name, step.Value)}";
            case StepKind.TryRemove:
                return $"{await state.TryRemoveStateAsync(step.Name)}";
            case StepKind.Contains:
                return $"{await state.ContainsStateAsync(step.Name)}";
            case StepKind.GetOrAdd:
                return $"{await state.GetOrAddStateAsync(step.Name, step.Value)}";
            case StepKind.AddOrUpdate:
                return $"{await state.AddOrUpdateStateAsync(step.Name, step.Value, (_, before) => before + step.Value)}";
            case StepKind.Unload:
                await state.UnloadStateAsync(step.Name, new UnloadStateOptions { AllowUnloadingWhenStateModified = true });
                return "";
            case StepKind.Clear:
                await state.ClearCacheAsync();
                return "";
            default:
                await state.SaveStateAsync();
                return "";
        }
    }

    private enum StepKind
    {
        Set,
        TryGet,
        TryAdd,
        TryRemove,
        Contains,
        GetOrAdd,
        AddOrUpdate,
        Unload,
        Clear,
        Save,
    }

    private sealed record Step(StepKind Kind, string Name, int Value);

    private sealed record Turn(Step[] Steps, bool Fails)
    {
        public override string ToString() => $"[{string.Join(", ", Steps.Select(step => $"{step.Kind} {step.Name} {step.Value}"))}]{(Fails ? " fails" : "")}";
    }

    private sealed class Model
    {
        private Dictionary<string, int> _now = [];

        public Dictionary<string, int> Saved { get; private set; } = [];

        public string Do(Step step)
        {
            var known = _now.TryGetValue(step.Name, out var before);
            switch (step.Kind)
            {
                case StepKind.Set:
                    _now[step.Name] = step.Value;
                    return "";
                case StepKind.TryGet:
                    return known ? $"{before}" : "none";
                case StepKind.TryAdd:
                    return $"{_now.TryAdd(step.Name, step.Value)}";
                case StepKind.TryRemove:
                    return $"{_now.Remove(step.Name)}";
                case StepKind.Contains:
                    return $"{known}";
                case StepKind.GetOrAdd:
                    return $"{_now[step.Name] = (known ? before : step.Value)}";
                case StepKind.AddOrUpdate:
                    return $"{_now[step.Name] = (known ? before + step.Value : step.Value)}";
                case StepKind.Unload:
                    Restore(step.Name);
                    return "";
                case StepKind.Clear:
                    Forget();
                    return "";
                default:
                    Save();
                    return "";
            }
        }

        public void Save() => Saved = new Dictionary<string, int>(_now);

        public void Forget() => _now = new Dictionary<string, int>(Saved);

        private void Restore(string name)
        {
            if (Saved.TryGetValue(name, out var value))
                _now[name] = value;
            else
                _now.Remove(name);
        }
    }
}
