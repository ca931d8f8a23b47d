using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>The kubectl of this machine. It reads files only: no cluster is asked.</summary>
internal static class Kubectl
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly Lazy<bool> Installed = new(IsInstalled);

    /// <summary>Skips the test where there is no kubectl.</summary>
    public static void Require() => Assert.SkipUnless(Installed.Value, "kubectl is not installed, or its `kustomize` is too old");

    /// <summary>Renders a folder that has a kustomization.</summary>
    /// <exception cref="RenderingException">It cannot be rendered; the message is kubectl's.</exception>
    public static async Task<string> KustomizeAsync(string folder)
    {
        var (exitCode, output, errors) = await RunAsync("kustomize", folder);
        return exitCode == 0 ? output : throw new RenderingException(errors);
    }

    private static bool IsInstalled()
    {
        try
        {
            return RunAsync("kustomize", "--help").GetAwaiter().GetResult().ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // there is no such program
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var kubectl = Process.Start(start)!;
        var output = kubectl.StandardOutput.ReadToEndAsync();
        var errors = kubectl.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await kubectl.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            kubectl.Kill();
            throw;
        }

        return (kubectl.ExitCode, await output, await errors);
    }
}

/// <summary>A kustomization that kubectl refuses.</summary>
internal sealed class RenderingException(string message) : Exception(message);
