using Daprlet.Observability;
using Daprlet.Resiliency;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What Dapr counts of policies, with all its labels.</summary>
public sealed class PolicyMetricsTests
{
    private const string Spec = """
        {
          policies: {
            timeouts: { t: 1s },
            retries: { r: { duration: 0s, maxRetries: 5 } },
            circuitBreakers: { c: { timeout: 60s, trip: totalFailures >= 2 } },
          },
          targets: {
            apps: { a: { timeout: t, retry: r, circuitBreaker: c }, plain: {} },
            actors: { A: { timeout: t, retry: r, circuitBreaker: c, circuitBreakerScope: type } },
            components: { bus: { inbound: { timeout: t, retry: r, circuitBreaker: c }, outbound: { timeout: t, retry: r, circuitBreaker: c } } },
          },
        }
        """;

    private readonly VirtualTime _time = new();
    private readonly MetricRegistry _registry = new();

    public static TheoryData<string, string, Func<ResiliencyPolicies, Policy>> Targets => new()
    {
        { "app_a", "outbound", policies => policies.ForApp("a", "m") },
        { "Pubsub_bus", "outbound", policies => policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Outbound) },
        { "Pubsub_bus", "inbound", policies => policies.ForComponent("bus", ComponentKind.Pubsub, ComponentDirection.Inbound) },
    };

    [Theory]
    [MemberData(nameof(Targets), DisableDiscoveryEnumeration = true)]
    public async Task An_operation_whose_attempts_take_too_long_until_the_breaker_opens(string target, string direction, Func<ResiliencyPolicies, Policy> policyOf)
    {
        var policies = Load(Resource("r", Spec));

        var running = HangAsync(policyOf(policies));
        _time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<CircuitBreakerException>(() => running);
        AssertSeries(
            Line("activations_total", target, direction, "circuitbreaker", "open", 1),
            Line("activations_total", target, direction, "retry", "", 1),
            Line("activations_total", target, direction, "timeout", "", 1),
            Line("cb_state", target, direction, "circuitbreaker", "closed", 0),
            Line("cb_state", target, direction, "circuitbreaker", "half-open", 0),
            Line("cb_state", target, direction, "circuitbreaker", "open", 1),
            Line("cb_state", target, direction, "circuitbreaker", "unknown", 0),
            Line("count", target, direction, "circuitbreaker", "closed", 1),
            Line("count", target, direction, "retry", "", 1),
            Line("count", target, direction, "timeout", "", 1));
    }

    [Fact]
    public async Task A_breaker_that_opens_and_closes_again()
    {
        var policies = Load(Resource("r", "{ policies: { circuitBreakers: { c: { timeout: 60s, trip: totalFailures >= 2 } } }, targets: { apps: { a: { circuitBreaker: c } } } }"));

        await RunAsync(policies.ForApp("a", "m"), false);
        AssertStates("closed");
        await RunAsync(policies.ForApp("a", "m"), false);
        AssertStates("open");
        _time.Advance(TimeSpan.FromSeconds(61));
        AssertStates("open");
        var trial = policies.ForApp("a", "m");
        AssertStates("half-open");
        await RunAsync(trial, true);
        AssertStates("closed");

        AssertSeries(
        [
            Line("activations_total", "app_a", "outbound", "circuitbreaker", "closed", 1),
            Line("activations_total", "app_a", "outbound", "circuitbreaker", "open", 1),
            .. States("closed"),
            Line("count", "app_a", "outbound", "circuitbreaker", "closed", 2),
            Line("count", "app_a", "outbound", "circuitbreaker", "half-open", 1),
        ]);
    }

    [Fact]
    public void An_actors_call_has_retries_and_a_breaker_and_its_turn_a_time_limit()
    {
        var policies = Load(Resource("r", Spec));

        policies.ForActor("A", "1");
        policies.ForActorTurn("A", "1");
        policies.ForActorTurn("A", "2");

        AssertSeries(
        [
            .. States("closed", "actor_A"),
            Line("count", "actor_A", "outbound", "circuitbreaker", "closed", 1),
            Line("count", "actor_A", "outbound", "retry", "", 1),
            Line("count", "actor_A", "outbound", "timeout", "", 2),
        ]);
    }

    [Fact]
    public async Task What_has_no_policy_or_only_built_in_retries_is_not_counted()
    {
        var policies = Load(Resource("r", "{ targets: { apps: { plain: {} }, actors: { A: {} }, components: { c: {} } } }"));

        var running = policies.BuiltIn(BuiltInRetries.Service).RunAsync(_ => Task.FromResult(0), CancellationToken.None, _ => AttemptOutcome.Failed());
        _time.Advance(TimeSpan.FromSeconds(5));
        await running;
        foreach (var policy in new[] { policies.ForApp("plain", "m"), policies.ForApp("other", "m"), policies.ForActor("A", "1"), policies.ForActorTurn("A", "1"), policies.ForComponent("c", ComponentKind.Lock, ComponentDirection.Outbound) })
            await RunAsync(policy, true);

        AssertSeries();
    }

    [Fact]
    public void Resources_are_counted_as_they_are_loaded_and_all_else_goes_by_the_last_ones_name()
    {
        var policies = Load(Resource("first", "{ policies: { timeouts: { t: 1s } } }"), Resource("last, namespace: shop", "{ targets: { apps: { a: { timeout: t } } } }"), Resource("broken", "{ policies: { timeouts: { t: x } } }"));

        policies.ForApp("a", "m");

        Assert.Equal(
            [
                "dapr_resiliency_count{app_id=\"shop\",flow_direction=\"outbound\",name=\"last\",namespace=\"shop\",policy=\"timeout\",status=\"\",target=\"app_a\"} 1",
                "dapr_resiliency_loaded{app_id=\"shop\",name=\"first\",namespace=\"\"} 1",
                "dapr_resiliency_loaded{app_id=\"shop\",name=\"last\",namespace=\"shop\"} 1",
            ],
            Series());
    }

    [Fact]
    public void Each_metric_says_what_it_is()
    {
        Load();

        Assert.Equal(
            """
            # HELP dapr_resiliency_activations_total Number of times a resiliency policy has acted after a failure or a change of state.
            # TYPE dapr_resiliency_activations_total counter
            # HELP dapr_resiliency_cb_state Whether a circuit breaker is in the state.
            # TYPE dapr_resiliency_cb_state gauge
            # HELP dapr_resiliency_count Number of times a resiliency policy has been applied to a building block.
            # TYPE dapr_resiliency_count counter
            # HELP dapr_resiliency_loaded Number of resiliency policies loaded.
            # TYPE dapr_resiliency_loaded counter

            """,
            _registry.ToText(),
            ignoreLineEndingDifferences: true);
    }

    private Task<bool> HangAsync(Policy policy) => policy.RunAsync(async token =>
    {
        await Timeline.WaitAsync(TimeSpan.FromHours(1), _time, token);
        return true;
    }, CancellationToken.None);

    private static Task<int> RunAsync(Policy policy, bool succeeds) => policy.RunAsync(_ => Task.FromResult(0), CancellationToken.None, _ => succeeds ? AttemptOutcome.Success : AttemptOutcome.Failed());

    private void AssertStates(string state) => Assert.Equal(States(state), Series().Where(line => line.Contains("cb_state")));

    private static IEnumerable<string> States(string state, string target = "app_a") =>
        new[] { "closed", "half-open", "open", "unknown" }.Select(one => Line("cb_state", target, "outbound", "circuitbreaker", one, one == state ? 1 : 0));

    private void AssertSeries(params IEnumerable<string> lines) => Assert.Equal(lines.Append("dapr_resiliency_loaded{app_id=\"shop\",name=\"r\",namespace=\"\"} 1"), Series());

    private static string Line(string metric, string target, string direction, string policy, string status, int number) =>
        $"dapr_resiliency_{metric}{{app_id=\"shop\",flow_direction=\"{direction}\",name=\"r\",namespace=\"\",policy=\"{policy}\",status=\"{status}\",target=\"{target}\"}} {number}";

    private IEnumerable<string> Series() => _registry.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');

    private static string Resource(string name, string spec) => Policies.Resource(name, spec.ReplaceLineEndings(" "));

    private ResiliencyPolicies Load(params string[] files) => Policies.Load(_time, Random.Shared, files, metrics: _registry);
}
