using Daprlet.Resiliency;

namespace DaprShop.Tests.Daprlet.Resiliency;

/// <summary>What a resource must look like; one that is wrong counts for nothing, whatever else it says.</summary>
public sealed class ResiliencyLoaderTests
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: { name: r }\n";
    private const string Retry = "retries: { good: { duration: 0s, maxRetries: 1 } }";

    [Theory]
    [InlineData("timeouts: { t: soon }")]
    [InlineData("timeouts: { t: \"\" }")]
    [InlineData("timeouts: { t: 1000000000000000000000s }")]
    [InlineData("retries: { r: { policy: sometimes } }")]
    [InlineData("retries: { r: { duration: 5 parsecs } }")]
    [InlineData("retries: { r: { maxInterval: x } }")]
    [InlineData("retries: { r: { matching: { httpStatusCodes: \"404, 429\" } } }")]
    [InlineData("retries: { r: { matching: { httpStatusCodes: \"600\" } } }")]
    [InlineData("retries: { r: { matching: { httpStatusCodes: \"1-2-3\" } } }")]
    [InlineData("retries: { r: { matching: { httpStatusCodes: \"504-500\" } } }")]
    [InlineData("retries: { r: { matching: { gRPCStatusCodes: \"17\" } } }")]
    [InlineData("retries: { r: { matching: { gRPCStatusCodes: \"x\" } } }")]
    [InlineData("circuitBreakers: { c: { maxRequests: -1 } }")]
    [InlineData("circuitBreakers: { c: { timeout: x } }")]
    [InlineData("circuitBreakers: { c: { interval: x } }")]
    [InlineData("circuitBreakers: { c: { trip: \"consecutiveFailures >\" } }")]
    public void A_policy_that_is_wrong_takes_the_whole_resource_with_it(string wrong)
    {
        var policies = Load($"{Head}spec: {{ policies: {{ {wrong} }}, targets: {{ apps: {{ a: {{}} }} }} }}");

        Assert.False(policies.HasApp("a"));
        Assert.Equal("r", Assert.Single(policies.Resources).Name);
    }

    [Theory]
    [InlineData("apps: { a: {}, b: { circuitBreakerCacheSize: -1 } }")]
    [InlineData("apps: { a: {} }, actors: { A: { circuitBreaker: c } }")]
    [InlineData("apps: { a: {} }, actors: { A: { circuitBreaker: c, circuitBreakerScope: everything } }")]
    [InlineData("apps: { a: {} }, actors: { A: { circuitBreakerCacheSize: -1 } }")]
    public void A_target_that_is_wrong_takes_the_whole_resource_with_it(string targets) =>
        Assert.False(Load($"{Head}spec: {{ targets: {{ {targets} }} }}").HasApp("a"));

    [Theory]
    [InlineData("spec: [1]")]
    [InlineData("spec: { policies: { retries: { r: { maxRetries: many } } } }")]
    [InlineData("spec: { policies: { timeouts: 5s } }")]
    public void A_document_of_another_shape_is_not_even_listed(string spec) => Assert.Empty(Load(Head + spec).Resources);

    [Theory]
    [InlineData("spec: {}")]
    [InlineData("spec:")]
    [InlineData("scopes:")]
    [InlineData("spec: { policies: , targets: }")]
    [InlineData("spec: { policies: { retries: { r: }, circuitBreakers: { c: }, timeouts: }, targets: { apps: { a: }, actors: { A: }, components: { c: , d: { inbound: } } } }")]
    public void Every_part_may_be_missing(string spec) => Assert.Single(Load(Head + spec).Resources);

    [Fact]
    public void Only_the_first_document_of_a_file_is_read()
    {
        var policies = Load($"# a comment\n---\n{Head}spec: {{ targets: {{ apps: {{ a: {{}} }} }} }}\n---\n{Head}spec: {{ targets: {{ apps: {{ b: {{}} }} }} }}\n");

        Assert.True(policies.HasApp("a"));
        Assert.False(policies.HasApp("b"));
    }

    [Theory]
    [InlineData("[shop, other]", true)]
    [InlineData("[other]", false)]
    public void Scopes_say_which_apps_a_resource_is_for(string scopes, bool isRead)
    {
        var policies = Load($"{Head}scopes: {scopes}\nspec: {{ targets: {{ apps: {{ a: {{}} }} }} }}");

        Assert.Equal(isRead, policies.HasApp("a"));
        Assert.Equal(isRead ? 1 : 0, policies.Resources.Count);
    }

    [Theory]
    [InlineData("httpStatusCodes: \"429,500-502\"", 429, true)]
    [InlineData("httpStatusCodes: \"429,500-502\"", 502, true)]
    [InlineData("httpStatusCodes: \"429,500-502\"", 503, false)]
    [InlineData("httpStatusCodes: \"429,500-502\"", 14, true)]
    [InlineData("httpStatusCodes: 500", 500, true)]
    [InlineData("httpStatusCodes: 500", 501, false)]
    [InlineData("gRPCStatusCodes: \"1-4,14\"", 14, true)]
    [InlineData("gRPCStatusCodes: \"1-4,14\"", 5, false)]
    [InlineData("gRPCStatusCodes: \"1-4,14\"", 404, true)]
    [InlineData("httpStatusCodes: \"500\", gRPCStatusCodes: \"1\"", null, true)]
    [InlineData("", 404, true)]
    [InlineData("", 700, false)]
    public async Task Only_failures_with_a_code_that_is_listed_are_tried_again(string matching, int? code, bool expected)
    {
        var policy = Load($"{Head}spec: {{ policies: {{ retries: {{ r: {{ duration: 0s, maxRetries: 1, matching: {{ {matching} }} }} }} }}, targets: {{ apps: {{ a: {{ retry: r }} }} }} }}").ForApp("a", "m");
        var attempts = 0;

        await policy.RunAsync(_ => Task.FromResult(++attempts), CancellationToken.None, _ => AttemptOutcome.Failed(code));

        Assert.Equal(expected ? 2 : 1, attempts);
    }

    [Fact]
    public void Resources_of_one_name_are_listed_once()
    {
        var policies = Policies.Load(TimeProvider.System, Random.Shared, [$"{Head}spec: {{ targets: {{ apps: {{ a: {{}} }} }} }}", $"{Head}spec: {{ targets: {{ apps: {{ b: {{}} }} }} }}"]);

        Assert.Equal("r", Assert.Single(policies.Resources).Name);
        Assert.True(policies.HasApp("a"));
        Assert.True(policies.HasApp("b"));
    }

    [Fact]
    public void A_broken_resource_leaves_the_others_alone()
    {
        var policies = Policies.Load(TimeProvider.System, Random.Shared, ["kind: [", $"{Head}spec: {{ policies: {{ timeouts: {{ t: x }} }} }}", $"{Head}spec: {{ policies: {{ {Retry} }}, targets: {{ apps: {{ a: {{ retry: good }} }} }} }}"]);

        Assert.True(policies.ForApp("a", "m").HasRetries);
    }

    private static ResiliencyPolicies Load(string file) => Policies.Load(TimeProvider.System, Random.Shared, [file]);
}
