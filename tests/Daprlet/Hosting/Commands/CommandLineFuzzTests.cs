using System.Diagnostics;
using System.Globalization;
using Daprlet.Commands;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Resources;

namespace DaprShop.Tests.Daprlet.Hosting.Commands;

/// <summary>
/// Thousands of command lines and environments that nobody means: each starts a sidecar, or is refused in one line. <c>DAPRLET_FUZZ_SECONDS</c> lets it run longer, and
/// <c>DAPRLET_FUZZ_SEED</c> repeats what a failure names.
/// </summary>
public sealed class CommandLineFuzzTests
{
    private static readonly string[] Nonsense =
    [
        "", " ", "-", "--", "=", "-1", "0", "1", "65535", "65536", "99999", "2147483648", "-2147483649", "99999999999999999999", "1e9", "0x10", "0x", "1_000", "NaN", "true", "false", "maybe",
        "5s", "-5s", "99999999h", "1h1", "4Mi", "0Mi", "-1Mi", "9999999999Ti", ".", "..", "../x", "/", "/dev/null", "/dev/zero/x", "C:\\", "~", "*", "a,b", ",", ",,,", "\"", "\"a,b", "127.0.0.1", "::1", "[::1]", "[::",
        "300.1.1.1", "localhost", "http://x", "a b", "a.b", "a/b", "ü🛒", "\ud800", "\n", "\u001b[2J", "%", "%00", "{{.}}", "$HOME", "grpc", "https", "h2c", "debug", "fatal", "hold-actor-moves:*=1s", "hold-actor-moves:",
        "kubernetes", new string('x', 5000), new string('-', 300),
    ];

    private static readonly string[] Variables = ["DAPR_API_TOKEN", "APP_API_TOKEN", "NAMESPACE", "DAPRLET_FAULTS", "DAPR_HOST_IP", "APP_ID", "APP_PORT", "DAPR_HTTP_PORT", "DAPR_TRUST_ANCHORS"];

    [Fact]
    public async Task A_command_line_starts_a_sidecar_or_is_refused_in_one_line()
    {
        var seed = Setting("DAPRLET_FUZZ_SEED", 20_260_301);
        var limit = TimeSpan.FromSeconds(Setting("DAPRLET_FUZZ_SECONDS", 8));
        var folder = Directory.CreateTempSubdirectory("daprlet-fuzz-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "file"), "somebody's", TestContext.Current.CancellationToken);
        var since = Stopwatch.StartNew();
        try
        {
            for (var round = 0; since.Elapsed < limit; round++)
                await TryAsync(new Random(seed + round), seed + round, folder.FullName);
        }
        finally
        {
            Assert.True(File.Exists(Path.Combine(folder.FullName, "file")));
            folder.Delete(recursive: true);
        }
    }

    private static async Task TryAsync(Random random, int seed, string folder)
    {
        var arguments = Arguments(random);
        var environment = Variables.Where(_ => random.Next(4) == 0).ToDictionary(name => name, _ => Pick(random, Nonsense));
        environment["DAPRLET_REGISTRY"] = Path.Combine(folder, random.Next(8) == 0 ? Pick(random, ["", "file", "file/x", "a b/ü", "%\u001b"]) : "register");
        try
        {
            var options = SidecarCommand.OptionsFrom(random.Next(2) == 0 ? SidecarFlags.Parse(arguments) : SidecarFlags.ParseRun(arguments), environment);
            // Ports that are free, as many runs as there are.
            await using var sidecar = new Sidecar(options with
            {
                HttpPort = 0,
                GrpcPort = 0,
                InternalPort = 0,
                PublicPort = options.PublicPort is null ? null : 0,
                MetricsPort = options.MetricsPort is null ? null : 0,
                GracefulShutdown = TimeSpan.Zero,
                WorkingDirectory = folder,
            });
            await sidecar.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is FlagException or ResourceException or ComponentException or IOException)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message), $"seed {seed}: a refusal without a reason");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"DAPRLET_FUZZ_SEED={seed}: {string.Join(' ', arguments)}; {string.Join(' ', environment)}\n{e}");
        }
    }

    private static List<string> Arguments(Random random)
    {
        var arguments = new List<string> { "--app-id", random.Next(10) == 0 ? Pick(random, Nonsense) : "fuzz" };
        for (var count = random.Next(5); count > 0; count--)
        {
            var flag = Pick(random, FlagTable.All);
            var value = random.Next(3) == 0 && flag.Default is { } usual ? usual : Pick(random, Nonsense);
            var dashes = random.Next(6) == 0 ? "-" : "--";
            if (random.Next(20) == 0)
                arguments.Add(Pick(random, Nonsense));
            else if (flag is { Short: { } letter } && random.Next(4) == 0)
                arguments.AddRange(random.Next(2) == 0 ? [$"-{letter}{value}"] : [$"-{letter}", value]);
            else
                arguments.AddRange(random.Next(2) == 0 ? [$"{dashes}{flag.Name}={value}"] : [$"{dashes}{flag.Name}", value]);
        }
        return arguments;
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
