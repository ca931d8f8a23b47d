using System.Diagnostics;
using DaprShop.Testing.Running;

[assembly: AssemblyFixture(typeof(DaprShop.Tests.Polyglot.Node.NodePackages))]

namespace DaprShop.Tests.Polyglot.Node;

/// <summary>Copies of folders with Node programs, each with the packages of its lock file, installed once for all tests.</summary>
public sealed class NodePackages : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly Lazy<bool> Installed = new(() => Runs("node") && Runs(Npm));

    private readonly string _root = Directory.CreateTempSubdirectory("daprshop-polyglot-").FullName;
    private readonly Lazy<Task<string>> _apps;
    private readonly Lazy<Task<string>> _follower;

    public NodePackages()
    {
        _apps = new(() => InstallAsync("tests/Polyglot/apps"));
        _follower = new(() => InstallAsync("samples/order-follower"));
    }

    private static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>The programs of these tests.</summary>
    public Task<string> AppsAsync() => _apps.Value;

    /// <summary>The sample that follows orders.</summary>
    public Task<string> FollowerAsync() => _follower.Value;

    /// <summary>Skips the test where Node is missing.</summary>
    public static void Require() => Assert.SkipUnless(Installed.Value, "node or npm is not installed (Debian, Ubuntu: apt-get install nodejs npm)");

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> InstallAsync(string folder)
    {
        var copy = Path.Combine(_root, Path.GetFileName(folder));
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, folder)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        using var npm = Process.Start(new ProcessStartInfo(Npm, ["ci", "--no-audit", "--no-fund", "--prefer-offline"])
        {
            WorkingDirectory = copy,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Limit);
        var output = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(limit.Token), npm.StandardError.ReadToEndAsync(limit.Token));
        await npm.WaitForExitAsync(limit.Token);
        return npm.ExitCode == 0 ? copy : throw new InvalidOperationException($"npm ci in {folder} ended with {npm.ExitCode}: {string.Concat(output)}");
    }

    private static bool Runs(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
