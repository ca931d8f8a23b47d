using System.ComponentModel;
using System.Diagnostics;

namespace DaprShop.Testing.Running;

/// <summary>Folders of the repository that hold programs for Node.</summary>
public static class NodePrograms
{
    /// <summary>Why tests of them are skipped where <see cref="AreRunnable"/> is false.</summary>
    public const string NotRunnable = "node or npm is not installed (Debian, Ubuntu: apt-get install nodejs npm)";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly Lazy<bool> Installed = new(() => Answers("node") && Answers(Npm));

    /// <summary>Whether this machine has Node and npm.</summary>
    public static bool AreRunnable => Installed.Value;

    private static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Copies a folder, with the packages that its lock file names.</summary>
    /// <param name="folder">The folder, relative to the repository.</param>
    /// <param name="copy">Where the copy goes.</param>
    public static async Task InstallAsync(string folder, string copy)
    {
        var source = Path.Combine(Repository.Root, folder);
        foreach (var file in Directory.GetFiles(source, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            var path = Path.GetRelativePath(source, file);
            if (path.StartsWith("node_modules", StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, path))!);
            File.Copy(file, Path.Combine(copy, path));
        }

        using var npm = Process.Start(new ProcessStartInfo(Npm, ["ci", "--no-audit", "--no-fund", "--prefer-offline"])
        {
            WorkingDirectory = copy,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Limit);
        var output = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(limit.Token), npm.StandardError.ReadToEndAsync(limit.Token));
        await npm.WaitForExitAsync(limit.Token);
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci in {folder} ended with {npm.ExitCode}: {string.Concat(output)}");
    }

    private static bool Answers(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
