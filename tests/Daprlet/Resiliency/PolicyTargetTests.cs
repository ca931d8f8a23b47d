using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Who gets which policy. Retries of different numbers tell them apart.</summary>
public sealed class PolicyTargetTests
{
    private static readonly string[] Levels = ["DefaultPubsubComponentInboundRetryPolicy", "DefaultComponentInboundRetryPolicy", "DefaultComponentRetryPolicy", "DefaultRetryPolicy"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_most_specific_default_policy_holds(int first)
    {
        var retries = string.Join(", ", Levels.Skip(first).Select((name, i) => $"{name}: {{ duration: 0s, maxRetries: {i + 1} }}"));
        var policies = Policies.From(TimeProvider.System, $"{{ policies: {{ retries: {{ {retries} }} }} }}");

        Assert.Equal(2, await AttemptsAsync(policies.ForComponent("pubsub", ComponentKind.Pubsub, ComponentDirection.Inbound)));
    }

    [Fact]
    public async Task Default_policies_are_for_their_kind_of_target()
    {
        var policies = Policies.From(TimeProvider.System, "{ policies: { retries: { DefaultAppRetryPolicy: { duration: 0s, maxRetries: 1 }, DefaultActorRetryPolicy: { duration: 0s, maxRetries: 2 }, DefaultStatestoreComponentOutboundRetryPolicy: { duration: 0s, maxRetries: 3 } } } }");

        Assert.Equal(2, await AttemptsAsync(policies.ForApp("any", "m")));
        Assert.Equal(3, await AttemptsAsync(policies.ForActor("Any", "1")));
        Assert.Equal(4, await AttemptsAsync(policies.ForComponent("any", ComponentKind.Statestore, ComponentDirection.Outbound)));
        Assert.Equal(1, await AttemptsAsync(policies.ForComponent("any", ComponentKind.Statestore, ComponentDirection.Inbound)));
        Assert.Equal(1, await AttemptsAsync(policies.ForComponent("any", ComponentKind.Binding, ComponentDirection.Outbound)));
    }

    [Fact]
    public async Task A_target_that_names_no_policy_or_one_that_nobody_knows_gets_none()
    {
        var policies = Policies.From(TimeProvider.System, "{ policies: { retries: { DefaultRetryPolicy: { duration: 0s, maxRetries: 1 } } }, targets: { apps: { a: {}, b: { retry: nosuch } }, components: { c: {} } } }");

        Assert.Equal(1, await AttemptsAsync(policies.ForApp("a", "m")));
        Assert.Equal(1, await AttemptsAsync(policies.ForApp("b", "m")));
        Assert.Equal(1, await AttemptsAsync(policies.ForComponent("c", ComponentKind.Pubsub, ComponentDirection.Inbound)));
        Assert.True(policies.HasApp("a"));
        Assert.False(policies.HasApp("other"));
    }

    [Fact]
    public async Task Resources_are_united_and_a_later_one_takes_the_place_of_an_earlier_one()
    {
        var policies = Policies.From(TimeProvider.System,
            "{ policies: { retries: { r: { duration: 0s, maxRetries: 1 } } } }",
            "{ targets: { apps: { a: { retry: r } } } }",
            "{ policies: { retries: { r: { duration: 0s, maxRetries: 4 } } } }");

        Assert.Equal(5, await AttemptsAsync(policies.ForApp("a", "m")));
    }

    [Theory]
    [InlineData("type", 1)]
    [InlineData("id", 2)]
    [InlineData("both", 2)]
    public async Task The_scope_of_an_actors_breaker_says_who_shares_it(string scope, int expected)
    {
        var policies = Policies.From(new VirtualTime(), $"{{ policies: {{ circuitBreakers: {{ c: {{ trip: requests >= 1 }} }} }}, targets: {{ actors: {{ Cart: {{ circuitBreaker: c, circuitBreakerScope: {scope} }} }} }} }}");

        Assert.Equal(expected, await AttemptsAsync(policies.ForActor("Cart", "1")) + await AttemptsAsync(policies.ForActor("Cart", "2")));
    }

    [Fact]
    public async Task Of_more_breakers_than_are_remembered_the_one_that_was_used_last_the_longest_ago_is_forgotten()
    {
        var policies = Policies.From(new VirtualTime(), "{ policies: { circuitBreakers: { c: { trip: requests >= 1 } } }, targets: { apps: { a: { circuitBreaker: c, circuitBreakerCacheSize: 2 } } } }");

        foreach (var method in new[] { "one", "two", "one", "three" })
            await AttemptsAsync(policies.ForApp("a", method));

        Assert.Equal(0, await AttemptsAsync(policies.ForApp("a", "one")));
        Assert.Equal(1, await AttemptsAsync(policies.ForApp("a", "two")));
    }

    [Fact]
    public async Task Both_directions_of_a_component_share_a_breaker()
    {
        var policies = Policies.From(new VirtualTime(), "{ policies: { circuitBreakers: { c: { trip: requests >= 1 } } }, targets: { components: { bus: { inbound: { circuitBreaker: c }, outbound: { circuitBreaker: c } } } } }");

        Assert.Equal(1, await AttemptsAsync(policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Inbound)));
        Assert.Equal(0, await AttemptsAsync(policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Outbound)));
    }

    [Fact]
    public async Task An_actors_time_limit_is_for_its_turn_and_its_retries_are_for_the_whole_call()
    {
        var time = new VirtualTime();
        var policies = Policies.From(time, "{ policies: { timeouts: { t: 1s }, retries: { r: { duration: 0s, maxRetries: 1 } } }, targets: { actors: { Cart: { timeout: t, retry: r } } } }");

        Assert.Equal(2, await AttemptsAsync(policies.ForActor("Cart", "1")));
        Assert.Equal(1, await AttemptsAsync(policies.ForActorTurn("Cart", "1")));
        var turn = policies.ForActorTurn("Cart", "1").RunAsync(token => Task.Delay(TimeSpan.FromHours(1), time, token), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<PolicyTimeoutException>(() => turn);
    }

    [Theory]
    [InlineData(BuiltInRetries.Service, 4)]
    [InlineData(BuiltInRetries.Actor, 4)]
    [InlineData(BuiltInRetries.ActorNotFound, 6)]
    [InlineData(BuiltInRetries.ActorReminder, 1)]
    public async Task Built_in_retries_are_Daprs(string name, int attempts) => Assert.Equal(attempts, await InVirtualTimeAsync("{}", name));

    [Theory]
    [InlineData(BuiltInRetries.Service, 7, 8)]
    [InlineData(BuiltInRetries.Service, 1, 4)]
    [InlineData(BuiltInRetries.ActorNotFound, 7, 6)]
    public async Task Built_in_retries_can_be_redefined_with_no_fewer_than_three_and_the_protected_one_cannot(string name, int maxRetries, int attempts) =>
        Assert.Equal(attempts, await InVirtualTimeAsync($"{{ policies: {{ retries: {{ {name}: {{ duration: 0s, maxRetries: {maxRetries} }} }} }} }}", name));

    private static async Task<int> InVirtualTimeAsync(string spec, string builtIn)
    {
        var time = new VirtualTime();
        var attempts = AttemptsAsync(Policies.From(time, spec).BuiltIn(builtIn));
        for (var i = 0; i < 20; i++)
            time.Advance(TimeSpan.FromSeconds(1));
        return await attempts;
    }

    /// <summary>How many attempts a policy makes of an operation that always fails.</summary>
    private static async Task<int> AttemptsAsync(Policy policy)
    {
        var attempts = 0;
        try
        {
            await policy.RunAsync(_ => Task.FromResult(++attempts), CancellationToken.None, _ => AttemptOutcome.Failed());
        }
        catch (CircuitBreakerException)
        {
            return attempts;
        }
        return attempts;
    }
}
