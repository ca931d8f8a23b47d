using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>How many breakers a target has: of one too many, the one that was not asked for the longest is forgotten, and with it that it was open.</summary>
public sealed class BreakerCacheTests
{
    private const string Breaker = "policies: { circuitBreakers: { c: { trip: totalFailures >= 1 }, DefaultAppCircuitBreakerPolicy: { trip: totalFailures >= 1 } } }";

    [Theory]
    [InlineData("", 100)]
    [InlineData("apps: { a: { circuitBreaker: c } }", 100)]
    [InlineData("apps: { a: { circuitBreaker: c, circuitBreakerCacheSize: 0 } }", 100)]
    [InlineData("apps: { a: { circuitBreaker: c, circuitBreakerCacheSize: 1 } }", 1)]
    [InlineData("apps: { a: { circuitBreaker: c, circuitBreakerCacheSize: 150 } }", 150)]
    public void An_app_has_breakers_for_so_many_of_its_methods(string targets, int size)
    {
        var spec = $"{{ {Breaker}, targets: {{ {targets} }} }}";

        Assert.True(AllStayOpen(spec, size, (policies, method) => policies.ForApp("a", method)));
        Assert.False(AllStayOpen(spec, size + 1, (policies, method) => policies.ForApp("a", method)));
    }

    [Theory]
    [InlineData("circuitBreakerScope: id", 5000)]
    [InlineData("circuitBreakerScope: both", 5000)]
    [InlineData("circuitBreakerScope: id, circuitBreakerCacheSize: 3", 3)]
    public void An_actor_type_has_breakers_for_so_many_of_its_actors(string target, int size)
    {
        var spec = $"{{ {Breaker}, targets: {{ actors: {{ A: {{ circuitBreaker: c, {target} }} }} }} }}";

        Assert.True(AllStayOpen(spec, size, (policies, id) => policies.ForActor("A", id)));
        Assert.False(AllStayOpen(spec, size + 1, (policies, id) => policies.ForActor("A", id)));
    }

    [Theory]
    [InlineData("one two one three", "one three", "two")]
    [InlineData("one two three four", "three four", "one two")]
    public void The_breaker_that_was_asked_for_last_is_forgotten_last(string asked, string remembered, string forgotten)
    {
        var policies = Policies.From(new VirtualTime(), $"{{ {Breaker}, targets: {{ apps: {{ a: {{ circuitBreaker: c, circuitBreakerCacheSize: 2 }} }} }} }}");

        foreach (var method in asked.Split(' '))
            Fails(policies.ForApp("a", method));

        Assert.All(remembered.Split(' '), method => Assert.False(Fails(policies.ForApp("a", method))));
        Assert.All(forgotten.Split(' '), method => Assert.True(Fails(policies.ForApp("a", method))));
    }

    [Fact]
    public void Callers_can_name_any_number_of_apps_and_the_first_thousand_beside_those_of_resources_have_breakers()
    {
        var policies = Policies.From(new VirtualTime(), $"{{ {Breaker}, targets: {{ apps: {{ named: {{ circuitBreaker: c }} }} }} }}");
        foreach (var app in Enumerable.Range(0, 1001))
            Fails(policies.ForApp($"{app}", "m"));
        Fails(policies.ForApp("named", "m"));

        Assert.False(Fails(policies.ForApp("0", "m")));
        Assert.False(Fails(policies.ForApp("999", "m")));
        Assert.True(Fails(policies.ForApp("1000", "m")));
        Assert.False(Fails(policies.ForApp("named", "m")));
    }

    /// <summary>Whether so many breakers, made to open one after the other, are all open in the end: the first is the one to be forgotten.</summary>
    private static bool AllStayOpen(string spec, int breakers, Func<ResiliencyPolicies, string, Policy> policyOf)
    {
        var policies = Policies.From(new VirtualTime(), spec);
        Assert.All(Enumerable.Range(0, breakers), i => Assert.True(Fails(policyOf(policies, $"{i}"))));
        return !Fails(policyOf(policies, "0"));
    }

    /// <summary>Whether the policy lets an attempt through, which then fails.</summary>
    private static bool Fails(Policy policy)
    {
        var attempts = 0;
        var running = policy.RunAsync(_ => Task.FromResult(++attempts), CancellationToken.None, _ => AttemptOutcome.Failed());
        Assert.True(running.IsCompleted);
        return attempts > 0;
    }
}
