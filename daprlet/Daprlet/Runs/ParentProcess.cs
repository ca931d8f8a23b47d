using Daprlet.Processes;

namespace Daprlet.Runs;

/// <summary>The process that started this one.</summary>
public static class ParentProcess
{
    /// <summary>Its id.</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows, where a parent leaves no trace that lasts.</exception>
    public static int Id => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : UnixProcess.Parent();
}
