using Daprlet.Runs;

namespace DaprShop.Local;

/// <summary>The built program that an app of the template is started from.</summary>
internal static class ServiceProgram
{
    // The template names the Debug build, for `dapr run`.
    private static readonly string TemplateBuild = Path.Combine("bin", "Debug");

    /// <summary>The template's command, pointed to the build that belongs to this program.</summary>
    public static IReadOnlyList<string> CommandFor(RunApp app) => [.. app.Command.Select(OwnBuild)];

    /// <summary>Checks that the program is there.</summary>
    /// <exception cref="LocalException">It is not.</exception>
    public static void Check(RunApp app)
    {
        if (app.Command.FirstOrDefault(part => part.EndsWith(".dll", StringComparison.Ordinal)) is not { } relative)
            return;
        var program = Path.GetFullPath(relative, app.Directory);
        if (!File.Exists(program))
            throw new LocalException($"{DisplayPath.Of(program)} has not been built; run `dotnet build` first.");
    }

    private static string OwnBuild(string part)
    {
        var native = part.Replace('/', Path.DirectorySeparatorChar);
        return native.StartsWith(TemplateBuild + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.Combine("bin", Repository.Configuration) + native[TemplateBuild.Length..]
            : part;
    }
}
