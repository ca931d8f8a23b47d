using System.Runtime.InteropServices;

namespace DaprShop.Tests.StandIn;

/// <summary>A child that does not end when it is asked to.</summary>
internal static class ChildProgram
{
    public static async Task<int> RunAsync()
    {
        using var stubborn = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
