using Daprlet.Commands;

namespace DaprShop.Tests.Daprlet.Hosting;

public sealed class SidecarFlagsTests
{
    [Fact]
    public void Flags_for_logs_in_files_are_taken()
    {
        var flags = SidecarFlags.Parse(["--log-outputs", "stdout,file", "--log-file-max-size=10", "--log-file-max-backups", "3", "--log-file-max-age", "7", "--log-compression", "--log-timestamp-format", "unix", "--app-id", "shop"]);

        Assert.Equal(["stdout", "file"], flags.All("log-outputs"));
        Assert.True(flags.Switch("log-compression"));
        Assert.Equal("shop", flags.Get("app-id"));
    }

    [Fact]
    public void A_flag_that_nobody_knows_is_refused() => Assert.Throws<FlagException>(() => SidecarFlags.Parse(["--log-everything"]));
}
