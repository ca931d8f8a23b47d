using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>Who gets which policy. Retries of different numbers tell them apart.</summary>
public sealed class PolicyTargetTests
{
    [Fact]
    public async Task A_target_that_names_no_policy_or_one_that_nobody_knows_gets_none()
    {
        var policies = Policies.From(TimeProvider.System, "{ policies: { retries: { DefaultRetryPolicy: { duration: 0s, maxRetries: 1 } } }, targets: { apps: { a: {}, b: { retry: nosuch } }, components: { c: {} } } }");

        Assert.Equal(1, await AttemptsAsync(policies.ForApp("a", "m")));
        Assert.Equal(1, await AttemptsAsync(policies.ForApp("b", "m")));
        Assert.Equal(1, await AttemptsAsync(policies.ForComponent("c", ComponentKind.Pubsub, ComponentDirection.Inbound)));
    }

    [Theory]
    [InlineData("{ targets: { apps: { a: {} }, actors: { A: {} }, components: { c: {} } } }")]
    [InlineData("{ policies: { timeouts: { t: 1s }, retries: { r: {} }, circuitBreakers: { c: {} } } }")]
    [InlineData("{ policies: { timeouts: { t: 0s, u: -1s } }, targets: { apps: { a: { timeout: t } }, actors: { A: { timeout: u } }, components: { c: { outbound: { timeout: t } } } } }")]
    [InlineData("{ policies: { timeouts: { \"\": 1s }, retries: { \"\": {} }, circuitBreakers: { \"\": {} } }, targets: { apps: { a: {} }, actors: { A: { timeout: \"\", retry: \"\", circuitBreaker: \"\" } } } }")]
    public void What_has_no_policy_is_run_as_it_is(string spec)
    {
        var policies = Policies.From(new VirtualTime(), spec);

        Assert.All(
            [policies.ForApp("a", "m"), policies.ForActor("A", "1"), policies.ForActorTurn("A", "1"), policies.ForComponent("c", ComponentKind.Lock, ComponentDirection.Outbound)],
            policy => Assert.True(policy.IsNone));
    }

    [Fact]
    public void An_actor_without_a_time_limit_has_turns_without_a_policy()
    {
        var policies = Policies.From(new VirtualTime(), "{ policies: { retries: { DefaultRetryPolicy: {} } } }");

        Assert.True(policies.ForActor("A", "1").HasRetries);
        Assert.True(policies.ForActorTurn("A", "1").IsNone);
    }

    [Fact]
    public void Resources_name_targets_and_default_policies_do_not()
    {
        var policies = Policies.From(TimeProvider.System, "{ policies: { retries: { DefaultRetryPolicy: {} } }, targets: { apps: { a: { retry: nosuch } }, actors: { A: {} } } }", "{ targets: { apps: { b: {} }, actors: { B: {} } } }");

        Assert.Equal([true, true, false, false], new[] { "a", "b", "c", "A" }.Select(policies.HasApp));
        Assert.Equal([true, true, false, false], new[] { "A", "B", "C", "a" }.Select(policies.HasActor));
    }

    [Fact]
    public async Task Each_direction_of_a_component_has_policies_of_its_own()
    {
        var policies = Policies.From(TimeProvider.System, "{ policies: { retries: { one: { duration: 0s, maxRetries: 1 }, two: { duration: 0s, maxRetries: 2 }, DefaultRetryPolicy: { duration: 0s, maxRetries: 3 } } }, targets: { components: { bus: { inbound: { retry: one }, outbound: { retry: two } }, way: { outbound: { retry: two } } } } }");

        Assert.Equal(2, await AttemptsAsync(policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Inbound)));
        Assert.Equal(3, await AttemptsAsync(policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Outbound)));
        Assert.Equal(1, await AttemptsAsync(policies.ForComponent("way", ComponentKind.Pubsub, ComponentDirection.Inbound)));
    }

    [Fact]
    public async Task Resources_that_change_hold_from_the_next_operation_on_and_breakers_begin_anew()
    {
        const string Spec = "{ policies: { circuitBreakers: { c: { trip: requests >= 1 } } }, targets: { apps: { a: { circuitBreaker: c } } } }";
        var policies = Policies.From(new VirtualTime(), Spec);
        Assert.Equal(1, await AttemptsAsync(policies.ForApp("a", "m")));
        Assert.Equal(0, await AttemptsAsync(policies.ForApp("a", "m")));

        policies.Replace(Policies.Replacement(new VirtualTime(), Spec));

        Assert.Equal(1, await AttemptsAsync(policies.ForApp("a", "m")));
        Assert.Equal(0, await AttemptsAsync(policies.ForApp("a", "m")));
        Assert.Equal("s0", Assert.Single(policies.Resources).Name);
    }

    [Fact]
    public async Task A_sidecar_without_resources_has_no_policies_but_the_built_in_retries()
    {
        Assert.Equal(1, await AttemptsAsync(ResiliencyPolicies.None.ForApp("a", "m")));
        Assert.False(ResiliencyPolicies.None.ForActor("A", "1").HasRetries);
        Assert.True(ResiliencyPolicies.None.BuiltIn(BuiltInRetries.Service).HasRetries);
        Assert.Empty(ResiliencyPolicies.None.Resources);
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
