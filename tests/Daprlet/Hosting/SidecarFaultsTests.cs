using Daprlet.Commands;
using Daprlet.Runs;
using Daprlet.Sidecars;
using DaprShop.Tests.Daprlet.Hosting.Runs;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>The faults that a test can switch on in a sidecar, by one environment variable for every way of starting it.</summary>
public sealed class SidecarFaultsTests : IDisposable
{
    private const string Text = "hold-actor-moves:OrderActor=10s,hold-actor-moves:*=1m30s";

    private readonly TemplateFolder _folder = new("app");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_hold_is_for_a_type_or_for_all_that_are_not_named()
    {
        Assert.True(SidecarFaults.TryParse($" {Text.Replace(",", " , ", StringComparison.Ordinal)}", out var faults, out _));

        Assert.Equal(TimeSpan.FromSeconds(10), faults.HoldOf("OrderActor"));
        Assert.Equal(TimeSpan.FromSeconds(90), faults.HoldOf("StockActor"));
        Assert.Equal(Text, faults.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Normally_there_are_none(string? text)
    {
        Assert.True(SidecarFaults.TryParse(text, out var faults, out _));

        Assert.Equal(TimeSpan.Zero, faults.HoldOf("OrderActor"));
        Assert.Equal("", faults.ToString());
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("hold-actor-moves")]
    [InlineData("hold-actor-moves:OrderActor")]
    [InlineData("hold-actor-moves:OrderActor=10")]
    [InlineData("hold-actor-moves:OrderActor=-1s")]
    [InlineData("hold-actor-moves:OrderActor=25h")]
    [InlineData("hold-actor-moves:=10s")]
    public void What_is_no_fault_is_refused(string text)
    {
        Assert.False(SidecarFaults.TryParse($"hold-actor-moves:A=1s,{text}", out _, out var problem));

        Assert.StartsWith($"DAPRLET_FAULTS: \"{text}\" is no fault", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_variable_holds_for_a_sidecar_and_for_those_of_a_run()
    {
        Dictionary<string, string> Environment(string faults) => new() { ["DAPRLET_FAULTS"] = faults };
        SidecarOptions Alone(string faults) => SidecarCommand.OptionsFrom(SidecarFlags.Parse(["--app-id=shop"]), Environment(faults));
        SidecarOptions InRun(string faults) => Assert.Single(_folder.Read("version: 1\napps: [ { appDirPath: app } ]", Environment(faults)).Apps).Sidecar;

        Assert.Equal(Text, Alone(Text).Faults.ToString());
        Assert.Equal(Text, InRun(Text).Faults.ToString());
        Assert.Throws<FlagException>(() => Alone("slow"));
        Assert.Throws<RunTemplateException>(() => InRun("slow"));
    }
}
