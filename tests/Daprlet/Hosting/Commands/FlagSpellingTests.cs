using Daprlet.Commands;

namespace DaprShop.Tests.Daprlet.Hosting.Commands;

/// <summary>The spellings that daprd and Dapr's CLI take (pflag's rules).</summary>
public sealed class FlagSpellingTests
{
    [Theory]
    [InlineData("--app-port", "5000")]
    [InlineData("--app-port=5000")]
    [InlineData("-p", "5000")]
    [InlineData("-p5000")]
    [InlineData("-p=5000")]
    [InlineData("-p", "0x1388")]
    public void A_run_takes_a_flag_in_every_spelling(params string[] spelling)
    {
        var flags = SidecarFlags.ParseRun([.. spelling, "-a", "basket", "--enable-app-health-check", "node", "app.js", "-p", "1"]);

        Assert.Equal(5000, flags.Int("app-port"));
        Assert.Equal("basket", flags.Get("app-id"));
        Assert.True(flags.Switch("enable-app-health-check"));
        Assert.Equal(["node", "app.js", "-p", "1"], flags.Words);
    }

    [Theory]
    [InlineData("--app-id=a", "--", "--app-id", "b")]
    [InlineData("--app-id=a", "--app-id", "--", "c")]
    [InlineData("-a", "-a", "-", "x")]
    public void What_stands_behind_two_dashes_or_the_first_word_is_the_command(params string[] arguments)
    {
        var flags = SidecarFlags.ParseRun(arguments);

        Assert.Equal(arguments[1] == "--" ? arguments[2..] : arguments[1] == "--app-id" ? ["c"] : ["-", "x"], flags.Words);
    }

    [Fact]
    public void Each_short_name_of_the_CLI_is_taken()
    {
        var flags = SidecarFlags.ParseRun(["-a", "n", "-p", "1", "-c", "config.yaml", "-H", "2", "-G", "3", "-I", "4", "-P", "grpc", "-d", "folder", "-M", "5", "-u", "socket", "-k=false", "-f", "dapr.yaml"]);

        Assert.Equal(
            ["n", "1", "config.yaml", "2", "3", "4", "grpc", "folder", "5", "socket", "false", "dapr.yaml"],
            new[] { "app-id", "app-port", "config", "dapr-http-port", "dapr-grpc-port", "dapr-internal-grpc-port", "app-protocol", "components-path", "metrics-port", "unix-domain-socket", "kubernetes", "run-file" }.Select(flags.Get));
    }

    [Fact]
    public void In_daprds_place_one_dash_is_as_good_as_two_and_lists_may_be_repeated()
    {
        var flags = SidecarFlags.Parse(["-app-id", "shop", "-enable-metrics=false", "--resources-path", "a,\"b,c\"", "-resources-path=d"]);

        Assert.Equal("shop", flags.Get("app-id"));
        Assert.False(flags.Switch("enable-metrics"));
        Assert.Equal(["a", "b,c", "d"], flags.All("resources-path"));
    }

    [Theory]
    [InlineData("--app-idd", "--app-id")]
    [InlineData("--resource-path", "--resources-path")]
    [InlineData("--appPort", "--app-port")]
    [InlineData("--dapr_http_port", "--dapr-http-port")]
    public void A_flag_that_is_mistyped_is_refused_with_the_one_that_was_meant(string flag, string meant)
    {
        Assert.Contains($"did you mean {meant}?", Assert.Throws<FlagException>(() => SidecarFlags.ParseRun([flag, "x"])).Message, StringComparison.Ordinal);
        Assert.Contains($"did you mean {meant}?", Assert.Throws<FlagException>(() => SidecarFlags.Parse([flag, "x"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-x", "unknown shorthand flag: 'x'")]
    [InlineData("-p", "flag needs an argument: 'p' in -p")]
    [InlineData("--app-id", "flag needs an argument: --app-id")]
    [InlineData("--=x", "bad flag syntax")]
    [InlineData("---app-id=x", "bad flag syntax")]
    [InlineData("--no-such-flag-at-all", "unknown flag: --no-such-flag-at-all")]
    public void What_is_no_flag_is_refused_in_the_words_of_pflag(string argument, string words) =>
        Assert.StartsWith(words, Assert.Throws<FlagException>(() => SidecarFlags.ParseRun([argument])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--dapr-http-port", "99999")]
    [InlineData("--dapr-http-port", "-1")]
    [InlineData("--dapr-grpc-port", "65536")]
    [InlineData("--dapr-internal-grpc-port", "x")]
    [InlineData("--dapr-public-port", "-5")]
    [InlineData("--metrics-port", "1e3")]
    [InlineData("--profile-port", "99999")]
    [InlineData("--app-port", "70000")]
    [InlineData("--app-port", "-2")]
    [InlineData("--app-max-concurrency", "99999999999999999999")]
    [InlineData("--app-health-probe-interval", "5s")]
    [InlineData("--app-health-probe-interval", "9999999")]
    [InlineData("--app-health-probe-timeout", "9999999999")]
    [InlineData("--app-health-threshold", "")]
    [InlineData("--app-health-check-path", "http://elsewhere/")]
    [InlineData("--app-binding-options-timeout", "5")]
    [InlineData("--app-binding-options-timeout", "99999h")]
    [InlineData("--dapr-block-shutdown-duration", "soon")]
    [InlineData("--dapr-graceful-shutdown-seconds", "99999999")]
    [InlineData("--max-body-size", "4MB")]
    [InlineData("--read-buffer-size", "")]
    [InlineData("--dapr-http-max-request-size", "1.5")]
    [InlineData("--app-protocol", "ftp")]
    [InlineData("--log-level", "loud")]
    [InlineData("--enable-metrics", "=maybe")]
    [InlineData("--app-channel-address", "http://localhost")]
    [InlineData("--app-channel-address", "localhost:80")]
    public void A_value_out_of_range_is_refused_in_a_line_that_names_the_flag(string flag, string value)
    {
        string[] arguments = value.StartsWith('=') ? ["--app-id", "a", flag + value] : ["--app-id", "a", flag, value];

        var refusal = Assert.Throws<FlagException>(() => SidecarCommand.OptionsFrom(SidecarFlags.Parse(arguments), new Dictionary<string, string>()));

        Assert.Contains(flag, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(value.TrimStart('='), refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("a.b", "dots")]
    [InlineData("", "empty")]
    public void An_app_id_has_characters_and_no_dots(string appId, string reason) =>
        Assert.Contains(reason, Assert.Throws<FlagException>(() => SidecarCommand.OptionsFrom(SidecarFlags.Parse(["--app-id", appId]), new Dictionary<string, string>())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("65535", 65535)]
    public void An_app_without_a_port_is_none(string given, int? port) =>
        Assert.Equal(port, SidecarCommand.OptionsFrom(SidecarFlags.Parse(["--app-id", "a", "--app-port", given]), new Dictionary<string, string>()).AppPort);

    [Fact]
    public void A_run_takes_free_ports_where_none_or_minus_one_is_given()
    {
        var options = SidecarCommand.OptionsFrom(SidecarFlags.ParseRun(["-a", "n", "-H", "-1", "-I=-1"]), new Dictionary<string, string>());

        Assert.Equal((0, 0, 0), (options.HttpPort, options.GrpcPort, options.InternalPort));
    }

    [Fact]
    public void The_app_has_not_the_port_of_its_sidecar() =>
        Assert.Contains("conflicts with 'app-port'", Assert.Throws<FlagException>(() => SidecarCommand.OptionsFrom(SidecarFlags.Parse(["--app-id", "a", "--app-port", "3500"]), new Dictionary<string, string>())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--max-body-size", "-1", 4 * 1024 * 1024)]
    [InlineData("--max-body-size", "0", int.MaxValue)]
    [InlineData("--max-body-size", "1Mi", 1024 * 1024)]
    [InlineData("--dapr-http-max-request-size", "2", 2 * 1024 * 1024)]
    [InlineData("--dapr-http-max-request-size", "-1", 4 * 1024 * 1024)]
    public void Sizes_are_read_as_daprd_reads_them(string flag, string value, long bytes) =>
        Assert.Equal(bytes, SidecarCommand.OptionsFrom(SidecarFlags.Parse(["--app-id", "a", flag, value]), new Dictionary<string, string>()).MaxBodyBytes);
}
