namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>The kubectl of this machine. It reads files only: no cluster is asked.</summary>
internal static class Kubectl
{
    private static readonly Lazy<bool> Installed = new(() => Command.Works("kubectl", "kustomize", "--help"));

    /// <summary>Skips the test where there is no kubectl.</summary>
    public static void Require() => Assert.SkipUnless(Installed.Value, "kubectl is not installed, or its `kustomize` is too old");

    /// <summary>Renders a folder that has a kustomization.</summary>
    /// <exception cref="RenderingException">It cannot be rendered; the message is kubectl's.</exception>
    public static async Task<string> KustomizeAsync(string folder)
    {
        var kustomize = await Command.RunAsync("kubectl", "kustomize", folder);
        return kustomize.ExitCode == 0 ? kustomize.Output : throw new RenderingException(kustomize.Errors);
    }
}

/// <summary>A kustomization that kubectl refuses.</summary>
internal sealed class RenderingException(string message) : Exception(message);
