using Daprlet.Observability;
using Daprlet.Resiliency;
using Daprlet.Resources;
using DaprShop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Repository.Components;

/// <summary>What the shop's resiliency comes to when a backend or a service fails, in virtual time.</summary>
public sealed class PolicyEffectTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData("products", 13)]
    [InlineData("payments", 18)]
    [InlineData("users", 4.5)]
    public void Calls_of_a_service_that_hangs_end_before_the_callers_own_limit(string service, double seconds) =>
        Assert.All(["notifications", "orders", "payments", "products"], app => Assert.Equal(seconds, SecondsOf(Policies(app).ForApp(service, "m"))));

    [Theory]
    [InlineData("gateway")]
    [InlineData("baskets")]
    [InlineData("users")]
    public void What_customers_send_is_passed_on_as_it_is(string app) => Assert.All(["products", "payments", "users"], service => Assert.True(Policies(app).ForApp(service, "m").IsNone));

    [Theory]
    [InlineData("products", 3)]
    [InlineData("users", 2)]
    [InlineData("payments", 1)]
    public void Calls_are_tried_again_where_the_next_moment_may_heal_them(string service, int attempts)
    {
        Assert.All([502, 503, 504, 14, (int?)null], code => Assert.Equal(attempts, AttemptsOf(Policies("orders").ForApp(service, "m"), code)));
        Assert.All([400, 404, 409, 429, 500, 501, 505, 0, 13, 15], code => Assert.Equal(1, AttemptsOf(Policies("orders").ForApp(service, "m"), code)));
    }

    [Theory]
    [InlineData("orders-state", ComponentKind.Statestore, 15.4, 3)]
    [InlineData("secrets", ComponentKind.Secretstore, 15.4, 3)]
    [InlineData("configuration", ComponentKind.Configuration, 15.4, 3)]
    [InlineData("pubsub", ComponentKind.Pubsub, 15.4, 3)]
    [InlineData("locks", ComponentKind.Lock, 5, 1)]
    [InlineData("card-processor", ComponentKind.Binding, 6, 1)]
    [InlineData("mail", ComponentKind.Binding, 5, 1)]
    public void A_backend_that_hangs_or_fails_is_given_up(string component, ComponentKind kind, double seconds, int attempts)
    {
        Assert.Equal(seconds, SecondsOf(Policies("orders").ForComponent(component, kind, ComponentDirection.Outbound)));
        Assert.Equal(attempts, AttemptsOf(Policies("orders").ForComponent(component, kind, ComponentDirection.Outbound), null));
    }

    [Fact]
    public void Events_are_refused_at_once_after_eleven_failures_in_a_row_and_tried_again_after_five_seconds()
    {
        var policies = Policies("orders");

        Assert.Equal(11, Enumerable.Range(0, 10).Sum(_ => AttemptsOf(Publishing(), null)));
        _time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal([1, 0], [AttemptsOf(Publishing(), null), AttemptsOf(Publishing(), null)]);
        _time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.True(Publishing().RunAsync(_ => Task.CompletedTask, CancellationToken.None).IsCompletedSuccessfully);
        Assert.Equal(11, Enumerable.Range(0, 10).Sum(_ => AttemptsOf(Publishing(), null)));

        Policy Publishing() => policies.ForComponent("pubsub", ComponentKind.Pubsub, ComponentDirection.Outbound);
    }

    [Fact]
    public void Handlers_that_fail_do_not_keep_the_app_from_publishing()
    {
        var policies = Policies("orders");

        Assert.Equal(51, AttemptsOf(policies.ForComponent("pubsub", ComponentKind.Pubsub, ComponentDirection.Inbound), 500));
        Assert.Equal(3, AttemptsOf(policies.ForComponent("pubsub", ComponentKind.Pubsub, ComponentDirection.Outbound), null));
    }

    /// <summary>After how long an operation ends whose attempts hang.</summary>
    private double SecondsOf(Policy policy)
    {
        var running = policy.RunAsync(HangAsync, CancellationToken.None);
        var start = _time.GetUtcNow();
        while (!running.IsCompleted && _time.GetUtcNow() - start < TimeSpan.FromMinutes(1))
            _time.Advance(Step);
        return (_time.GetUtcNow() - start).TotalSeconds;
    }

    /// <summary>How many attempts are made of an operation that always fails.</summary>
    private int AttemptsOf(Policy policy, int? code)
    {
        var attempts = 0;
        var running = policy.RunAsync(_ => Task.FromResult(++attempts), CancellationToken.None, _ => AttemptOutcome.Failed(code));
        for (var i = 0; !running.IsCompleted && i < 15 * 60; i++)
            _time.Advance(i < 10 ? Step : TimeSpan.FromSeconds(1));
        Assert.True(running.IsCompleted);
        return attempts;
    }

    /// <summary>Ends at once when it is broken off, on the clock's thread.</summary>
    private static async Task HangAsync(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource();
        await using var brokenOff = cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
        await end.Task;
    }

    private ResiliencyPolicies Policies(string app)
    {
        var documents = ResourceFolder.Read(Path.Combine(Checkout.Root, "components", "policies"), broken => throw broken);
        return ResiliencyLoader.Load(documents, app, new PolicyTools(_time, new Unspread(), NullLogger.Instance, new ResiliencyMetrics(new MetricRegistry(), app)));
    }

    /// <summary>Leaves growing pauses as they are.</summary>
    private sealed class Unspread : Random
    {
        public override double NextDouble() => 0.5;
    }
}
