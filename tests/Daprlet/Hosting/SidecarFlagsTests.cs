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

    [Theory]
    [InlineData("http", "", false)]
    [InlineData("https", "--app-ssl", false)]
    [InlineData("grpc", "--app-protocol=gRPC", false)]
    [InlineData("grpcs", "--app-protocol=grpc", true)]
    [InlineData("grpcs", "--app-protocol=grpcs", false)]
    public void An_app_speaks_what_the_flags_say(string protocol, string flag, bool ssl)
    {
        var flags = SidecarFlags.Parse(["--app-id=shop", .. flag.Length > 0 ? [flag] : (string[])[], .. ssl ? ["--app-ssl"] : (string[])[]]);

        Assert.Equal(protocol, SidecarCommand.OptionsFrom(flags, new Dictionary<string, string>()).AppProtocol);
    }

    [Fact]
    public void A_flag_that_nobody_knows_is_refused() => Assert.Throws<FlagException>(() => SidecarFlags.Parse(["--log-everything"]));
}
