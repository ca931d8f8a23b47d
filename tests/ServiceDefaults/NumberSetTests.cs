using System.Text.Json;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.State.Feeds;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class NumberSetTests
{
    [Fact]
    public void It_holds_what_a_set_would_hold_in_as_few_runs_as_there_can_be()
    {
        // -1 appends the next number, -2 passes over it, any other takes itself out.
        var steps = Gen.OneOf(Gen.Constant(-1), Gen.Constant(-2), Gen.Choose(0, 40)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), actions =>
        {
            var (set, model, next) = (NumberSet.Empty, new SortedSet<int>(), 0);
            foreach (var action in actions)
            {
                if (action == -1) (set, _) = (set.Append(next), model.Add(next));
                if (action >= 0) (set, _) = (set.Without(action)!, model.Remove(action));
                if (action < 0) next++;
            }

            var read = JsonSerializer.Deserialize<NumberSet>(JsonSerializer.Serialize(set, ShopJson.State), ShopJson.State)!;
            return read.Descending().SequenceEqual(model.Reverse())
                && set.Size() == model.Count
                && Enumerable.Range(0, 50).All(number => set.Contains(number) == model.Contains(number))
                && set.Runs.Length == model.Count(number => !model.Contains(number - 1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void It_refuses_to_grow_without_bound()
    {
        var set = Enumerable.Range(0, 2 * NumberSet.MaxRuns + 1).Aggregate(NumberSet.Empty, (grown, number) => grown.Append(number));
        for (var number = 1; number < 2 * NumberSet.MaxRuns - 2; number += 2) set = set.Without(number)!;
        Assert.Equal(NumberSet.MaxRuns, set.Runs.Length);

        Assert.Null(set.Without((2 * NumberSet.MaxRuns) - 1));
        Assert.Equal(NumberSet.MaxRuns, set.Without(0)!.Runs.Length + 1);
        Assert.Single(set.Append((2 * NumberSet.MaxRuns) + 1).Runs, run => run.Last == (2 * NumberSet.MaxRuns) + 1);
    }
}
