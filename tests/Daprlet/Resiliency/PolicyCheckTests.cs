namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What is wrong with Resiliency resources, in the words of who checks a run before it starts.</summary>
public sealed class PolicyCheckTests
{
    [Theory]
    [InlineData("timeouts: { t: soon }", "timeout t: invalid duration \"soon\"")]
    [InlineData("timeouts: { t: }", "timeout t: invalid duration \"\"")]
    [InlineData("retries: { r: { policy: sometimes } }", "retry r: the policy must be constant or exponential, not sometimes")]
    [InlineData("retries: { r: { duration: 5 parsecs } }", "retry r: duration: invalid duration \"5 parsecs\"")]
    [InlineData("retries: { r: { maxInterval: x } }", "retry r: maxInterval: invalid duration \"x\"")]
    [InlineData("retries: { r: { matching: { httpStatusCodes: \"600\" } } }", "retry r: invalid pattern 600, code 600 is not one of 100 to 599")]
    [InlineData("retries: { r: { matching: { gRPCStatusCodes: \"17\" } } }", "retry r: invalid pattern 17, code 17 is not one of 0 to 16")]
    [InlineData("circuitBreakers: { c: { maxRequests: -1 } }", "circuit breaker c: maxRequests must not be below zero")]
    [InlineData("circuitBreakers: { c: { timeout: x } }", "circuit breaker c: timeout: invalid duration \"x\"")]
    [InlineData("circuitBreakers: { c: { interval: x } }", "circuit breaker c: interval: invalid duration \"x\"")]
    [InlineData("circuitBreakers: { c: { trip: \"1 +\" } }", "circuit breaker c: invalid trip expression: ")]
    public void Policies_that_are_wrong(string policies, string reason) =>
        Assert.StartsWith($"00.yaml: r: {reason}", Assert.Single(Policies.ProblemsOf(Policies.Resource("r", $"{{ policies: {{ {policies} }} }}"))));

    [Theory]
    [InlineData("apps: { a: { circuitBreakerCacheSize: -1 } }", "app a: circuitBreakerCacheSize must not be below zero")]
    [InlineData("actors: { A: { circuitBreakerCacheSize: -1 } }", "actor A: circuitBreakerCacheSize must not be below zero")]
    [InlineData("actors: { A: { circuitBreaker: c } }", "actor A: actor circuit breakers must include scope")]
    [InlineData("actors: { A: { circuitBreaker: c, circuitBreakerScope: \"\" } }", "actor A: actor circuit breakers must include scope")]
    [InlineData("actors: { A: { circuitBreaker: c, circuitBreakerScope: all } }", "actor A: unknown circuit breaker scope all")]
    [InlineData("apps: { a: { timeout: x } }", "app a: there is no timeout policy x")]
    [InlineData("apps: { a: { retry: x } }", "app a: there is no retry policy x")]
    [InlineData("apps: { a: { circuitBreaker: x } }", "app a: there is no circuit breaker policy x")]
    [InlineData("actors: { A: { timeout: x } }", "actor A: there is no timeout policy x")]
    [InlineData("actors: { A: { retry: x } }", "actor A: there is no retry policy x")]
    [InlineData("actors: { A: { circuitBreaker: x, circuitBreakerScope: id } }", "actor A: there is no circuit breaker policy x")]
    [InlineData("components: { c: { inbound: { timeout: x } } }", "component c, inbound: there is no timeout policy x")]
    [InlineData("components: { c: { outbound: { retry: x } } }", "component c, outbound: there is no retry policy x")]
    public void Targets_that_are_wrong(string targets, string reason) =>
        Assert.Equal([$"00.yaml: r: {reason}"], Policies.ProblemsOf(Policies.Resource("r", $"{{ {Known}, targets: {{ {targets} }} }}")));

    [Fact]
    public void Every_name_that_nobody_defines_is_told() =>
        Assert.Equal(
            ["00.yaml: r: component c, outbound: there is no circuit breaker policy three", "00.yaml: r: component c, inbound: there is no timeout policy one", "00.yaml: r: component c, inbound: there is no retry policy two"],
            Policies.ProblemsOf(Policies.Resource("r", "{ targets: { components: { c: { inbound: { timeout: one, retry: two }, outbound: { circuitBreaker: three } } } } }")));

    [Theory]
    [InlineData("apps: { a: }, actors: { A: }, components: { c: , d: { inbound: } }")]
    [InlineData("apps: { a: { timeout: t, retry: r, circuitBreaker: c } }")]
    [InlineData("apps: { a: { timeout: \"\", retry: \"\", circuitBreaker: \"\" } }")]
    [InlineData("apps: { a: { retry: DaprBuiltInServiceRetries } }")]
    [InlineData("actors: { A: { circuitBreaker: c, circuitBreakerScope: both }, B: { circuitBreakerScope: whatever } }")]
    public void What_is_right_is_no_problem(string targets) => Assert.Empty(Policies.ProblemsOf(Policies.Resource("r", $"{{ {Known}, targets: {{ {targets} }} }}")));

    [Fact]
    public void Names_may_be_defined_by_another_resource_of_the_app()
    {
        var target = Policies.Resource("r", "{ targets: { apps: { a: { retry: r } } } }");
        var policy = Policies.Resource("s", $"{{ {Known} }}");

        Assert.Empty(Policies.ProblemsOf(target, policy));
        Assert.Equal(["00.yaml: r: app a: there is no retry policy r"], Policies.ProblemsOf(target, policy + "scopes: [other]\n"));
        Assert.Empty(Policies.ProblemsOf(target + "scopes: [other]\n"));
    }

    [Fact]
    public void A_second_document_of_a_file_is_told_and_counts_for_nothing()
    {
        var first = Policies.Resource("r", "{ targets: { apps: { a: { retry: r } } } }");

        Assert.Equal(
            ["00.yaml: s: Dapr reads only the first document of a file as a Resiliency: give it a file of its own", "00.yaml: r: app a: there is no retry policy r"],
            Policies.ProblemsOf($"{first}---\n{Policies.Resource("s", $"{{ {Known} }}")}"));
        Assert.Empty(Policies.ProblemsOf("kind: Component\n---\nkind: Other\n"));
    }

    [Fact]
    public void A_document_of_another_shape_is_told() =>
        Assert.Equal(["00.yaml: r: line 4, column 7: spec: must be a mapping"], Policies.ProblemsOf(Policies.Resource("r", "[1]")));

    private const string Known = "policies: { timeouts: { t: 1s }, retries: { r: {} }, circuitBreakers: { c: {} } }";
}
