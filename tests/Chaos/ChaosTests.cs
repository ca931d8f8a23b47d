using DaprShop.Tests.Chaos.Shops;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace DaprShop.Tests.Chaos;

/// <summary>A shop, and a storm over it, for the rounds of a class.</summary>
public abstract class StormyShop : IAsyncLifetime
{
    private Storm? _storm;

    /// <summary>Processes are found and stopped as only Linux lets one.</summary>
    internal static bool IsPossible => OperatingSystem.IsLinux();

    public async ValueTask InitializeAsync()
    {
        if (IsPossible) _storm = await Storm.BrewAsync(Start(), ChaosSettings.Read());
    }

    public async ValueTask DisposeAsync()
    {
        if (_storm is not null) await _storm.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task RageAsync(int round, ITestOutputHelper output)
    {
        Assert.SkipUnless(IsPossible, "finds and stops processes as only Linux lets one");
        Assert.Equal("", await _storm!.RageAsync(round, text => output.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {text}")));
    }

    private protected abstract RunningShop Start();
}

/// <summary>One runner with all sidecars.</summary>
public sealed class StormyRunnerShop : StormyShop
{
    private protected override RunningShop Start() => new RunnerShop();
}

/// <summary>A sidecar process for each app.</summary>
public sealed class StormySupervisedShop : StormyShop
{
    private protected override RunningShop Start() => new SupervisedShop();
}

/// <summary>Two instances of each service, a sidecar process for each.</summary>
public sealed class StormyScaledShop : StormyShop
{
    private protected override RunningShop Start() => new SupervisedShop(instancesOfService: 2);
}

/// <summary>Services, their instances, and the runner with all its sidecars are killed while customers buy.</summary>
public sealed class RunnerChaosTests(StormyRunnerShop shop, ITestOutputHelper output) : IClassFixture<StormyRunnerShop>
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(1, ChaosSettings.Rounds)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public Task Nothing_is_lost_or_done_twice_when_services_and_the_runner_are_killed(int round) => shop.RageAsync(round, output);
}

/// <summary>Apps, and their own sidecars, are killed one by one while customers buy.</summary>
public sealed class SidecarChaosTests(StormySupervisedShop shop, ITestOutputHelper output) : IClassFixture<StormySupervisedShop>
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(1, ChaosSettings.Rounds)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public Task Nothing_is_lost_or_done_twice_when_apps_and_their_sidecars_are_killed(int round) => shop.RageAsync(round, output);
}

/// <summary>Instances, their sidecars, and both are killed, and instances go in order and come back, while customers buy from those that are there.</summary>
public sealed class ScaledChaosTests(StormyScaledShop shop, ITestOutputHelper output) : IClassFixture<StormyScaledShop>
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(1, ChaosSettings.Rounds)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public Task Nothing_is_lost_or_done_twice_and_nobody_waits_long_when_one_of_two_instances_comes_or_goes(int round) => shop.RageAsync(round, output);
}
