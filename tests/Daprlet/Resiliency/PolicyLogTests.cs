using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What the log tells of policies, in daprd's words.</summary>
public sealed class PolicyLogTests
{
    private readonly VirtualTime _time = new();
    private readonly LogLines _log = new();

    [Theory]
    [InlineData("app", "endpoint[a, m]")]
    [InlineData("actor", "actor[A, 1]")]
    [InlineData("outbound", "component[bus] output")]
    [InlineData("inbound", "component[bus] input")]
    public void Of_the_retries_of_an_operation_the_first_is_told_and_the_success_in_the_end(string target, string name)
    {
        var policy = Find(Load("retries: { r: { duration: 1m1.5s } }", "retry: r"), target);

        var timeline = Timeline.Of(_time, policy, attempt => new Doing(TimeSpan.Zero, attempt == 3));

        Assert.True(timeline.Succeeded);
        Assert.Equal([$"Warning: Error processing operation {name}. Retrying in 1m1.5s…", $"Information: Recovered processing operation {name} after 4 attempts"], _log.Lines);
    }

    [Fact]
    public void An_operation_that_is_not_tried_again_is_not_told()
    {
        var policies = Load("retries: { r: { duration: 1s, maxRetries: 0 } }", "retry: r");

        Timeline.Of(_time, Find(policies, "app"), _ => Doing.Failure);
        Timeline.Of(_time, Find(policies, "app"), _ => new Doing(TimeSpan.Zero, true));

        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("app", "m")]
    [InlineData("actor", "A-1")]
    [InlineData("outbound", "c-bus")]
    [InlineData("inbound", "c-bus")]
    public void Each_change_of_a_breakers_state_is_told(string target, string name)
    {
        var policy = Find(Load("circuitBreakers: { c: { trip: totalFailures >= 1 } }", "circuitBreaker: c"), target);

        Timeline.Of(_time, policy, _ => Doing.Failure);
        Timeline.Of(_time, policy, _ => Doing.Failure);
        Timeline.Of(_time, policy, _ => new Doing(TimeSpan.Zero, true));

        Assert.Equal(
            new[] { "closed to open", "open to half-open", "half-open to open", "open to half-open", "half-open to closed" }.Select(change => $"Information: Circuit breaker \"{name}\" changed state from {change}"),
            _log.Lines);
    }

    [Fact]
    public void Resources_are_told_as_they_are_loaded_and_those_that_cannot_be_used_with_the_reason()
    {
        Policies.Load(_time, Random.Shared,
            [
                Policies.Resource("good", "{}"),
                Policies.Resource("shapeless", "[1]"),
                Policies.Resource("wrong", "{ policies: { timeouts: { t: soon } } }"),
                Policies.Resource("foreign", "{}") + "scopes: [other]\n",
            ], _log);

        Assert.Equal(
            [
                "Error: Could not parse resiliency file: 01.yaml: shapeless: line 4, column 7: spec: must be a mapping",
                "Information: Loading Resiliency configuration: good",
                "Error: Could not read resiliency policy wrong: 02.yaml: wrong: timeout t: invalid duration \"soon\"",
            ],
            _log.Lines.Select(Policies.WithoutFolder));
    }

    [Theory]
    [InlineData("DaprBuiltInServiceRetries: { maxRetries: 2 }", "Attempted override of DaprBuiltInServiceRetries did not meet minimum retry count, resetting to 3.")]
    [InlineData("DaprBuiltInActorRetries: {}", "Attempted override of DaprBuiltInActorRetries did not meet minimum retry count, resetting to 3.")]
    [InlineData("DaprBuiltInActorNotFoundRetries: { maxRetries: 9 }", "Attempted to override protected policy DaprBuiltInActorNotFoundRetries which is not allowed. Ignoring provided policy and using default.")]
    [InlineData("DaprBuiltInServiceRetries: { maxRetries: 3 }, r: { maxRetries: 2 }", null)]
    public void A_built_in_retry_that_is_redefined_in_vain_is_told_by_the_sidecar_and_by_the_check(string retries, string? warning)
    {
        var resource = Policies.Resource("r", $"{{ policies: {{ retries: {{ {retries} }} }} }}");

        Policies.Load(_time, Random.Shared, [resource], _log);

        Assert.Equal(warning is null ? [] : [$"Warning: {warning}"], _log.Lines.Skip(1));
        Assert.Equal(warning is null ? [] : [$"00.yaml: r: {warning}"], Policies.ProblemsOf(resource));
    }

    private ResiliencyPolicies Load(string policies, string target)
    {
        var loaded = Policies.Load(_time, Random.Shared, [Policies.Resource("r", $$"""
            { policies: { {{policies}} }, targets: { apps: { a: { {{target}} } }, actors: { A: { {{target}}, circuitBreakerScope: id } }, components: { bus: { inbound: { {{target}} }, outbound: { {{target}} } } } } }
            """)], _log);
        _log.Clear();
        return loaded;
    }

    private static Policy Find(ResiliencyPolicies policies, string target) => target switch
    {
        "app" => policies.ForApp("a", "m"),
        "actor" => policies.ForActor("A", "1"),
        "outbound" => policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Outbound),
        _ => policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Inbound),
    };
}
