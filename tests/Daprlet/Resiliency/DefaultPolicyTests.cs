using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Policies for targets that no resource names, found by the policies' names. Numbers tell them apart: of seconds, of retries, of failures.</summary>
public sealed class DefaultPolicyTests
{
    private const int Most = 9;

    private static readonly string[] Kinds = ["Binding", "Configuration", "Conversation", "Crypto", "Lock", "Pubsub", "Secretstore", "Statestore"];
    private static readonly string[] Directions = ["Inbound", "Outbound"];

    /// <summary>Each target, with what stands between <c>Default</c> and <c>RetryPolicy</c>, the most specific first.</summary>
    public static TheoryData<string, string[]> Targets()
    {
        var targets = new TheoryData<string, string[]> { { "App", ["App", ""] }, { "Actor", ["Actor", ""] } };
        foreach (var (kind, direction) in from kind in Kinds from direction in Directions select (kind, direction))
            targets.Add($"{kind} {direction}", [$"{kind}Component{direction}", $"Component{direction}", "Component", ""]);
        return targets;
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_most_specific_time_limit_holds(string target, string[] levels) => EachLevel(levels, names =>
    {
        var time = new VirtualTime();
        var policies = Policies.From(time, $"{{ policies: {{ timeouts: {{ {Defined(names, "Timeout", number => $"{number}s")} }} }} }}");

        return SecondsOf(target == "Actor" ? policies.ForActorTurn("Any", "1") : Find(policies, target), time);
    });

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_most_specific_retries_hold(string target, string[] levels) => EachLevel(levels, names =>
    {
        var policies = Policies.From(new VirtualTime(), $"{{ policies: {{ retries: {{ {Defined(names, "Retry", number => $"{{ duration: 0s, maxRetries: {number} }}")} }} }} }}");

        return FailuresOf(Find(policies, target)) - 1;
    });

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_most_specific_breaker_holds(string target, string[] levels) => EachLevel(levels, names =>
    {
        var policies = Policies.From(new VirtualTime(), $"{{ policies: {{ circuitBreakers: {{ {Defined(names, "CircuitBreaker", number => $"{{ trip: totalFailures >= {number} }}")} }} }} }}");

        return Enumerable.Range(0, Most + 1).Sum(_ => FailuresOf(Find(policies, target)));
    });

    [Fact]
    public void Calls_of_an_actor_are_not_timed_as_a_whole_and_its_turns_are_not_repeated()
    {
        var time = new VirtualTime();
        var policies = Policies.From(time, "{ policies: { timeouts: { DefaultTimeoutPolicy: 1s }, retries: { DefaultRetryPolicy: { duration: 0s, maxRetries: 2 } } } }");

        Assert.Equal(Most + 1, SecondsOf(policies.ForActor("Any", "1"), time));
        Assert.Equal(1, FailuresOf(policies.ForActorTurn("Any", "1")));
    }

    [Fact]
    public void Actors_of_one_type_share_the_default_breaker_and_methods_of_an_app_do_not()
    {
        var policies = Policies.From(new VirtualTime(), "{ policies: { circuitBreakers: { DefaultCircuitBreakerPolicy: { trip: totalFailures >= 1 } } } }");

        Assert.Equal([1, 0, 1], [FailuresOf(policies.ForActor("A", "1")), FailuresOf(policies.ForActor("A", "2")), FailuresOf(policies.ForActor("B", "1"))]);
        Assert.Equal([1, 0, 1, 1], [FailuresOf(policies.ForApp("a", "m")), FailuresOf(policies.ForApp("a", "m")), FailuresOf(policies.ForApp("a", "n")), FailuresOf(policies.ForApp("b", "m"))]);
    }

    /// <summary>Defines ever fewer of the names, from the most specific one on, each with a number one above that of the name before: the first of them must hold.</summary>
    private static void EachLevel(string[] levels, Func<IEnumerable<(string Name, int Number)>, int> numberOf)
    {
        var others = Targets().SelectMany(row => row.Data.Item2).Distinct().Except(levels).Select(other => (other, Most)).ToList();
        Assert.All(levels, (_, first) => Assert.Equal(1, numberOf(levels.Skip(first).Select((level, i) => (level, 1 + i)).Concat(others))));
    }

    private static string Defined(IEnumerable<(string Name, int Number)> names, string suffix, Func<int, string> policy) =>
        string.Join(", ", names.Select(name => $"Default{name.Name}{suffix}Policy: {policy(name.Number)}"));

    private static Policy Find(ResiliencyPolicies policies, string target) => target.Split(' ') switch
    {
        ["App"] => policies.ForApp("any", "m"),
        ["Actor"] => policies.ForActor("Any", "1"),
        var component => policies.ForComponent("any", Enum.Parse<ComponentKind>(component[0]), Enum.Parse<ComponentDirection>(component[1])),
    };

    /// <summary>After how many seconds the policy ends an operation that hangs.</summary>
    private static int SecondsOf(Policy policy, VirtualTime time)
    {
        var hanging = policy.RunAsync(token => Timeline.WaitAsync(TimeSpan.FromHours(1), time, token), CancellationToken.None);
        var seconds = 0;
        for (; !hanging.IsCompleted && seconds <= Most; seconds++)
            time.Advance(TimeSpan.FromSeconds(1));
        return seconds;
    }

    /// <summary>How often the policy has an operation fail that always does.</summary>
    private static int FailuresOf(Policy policy)
    {
        var failures = 0;
        var running = policy.RunAsync(_ => Task.FromResult(++failures), CancellationToken.None, _ => AttemptOutcome.Failed());
        Assert.True(running.IsCompleted);
        return failures;
    }
}
