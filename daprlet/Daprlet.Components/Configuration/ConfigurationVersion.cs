using System.Globalization;

namespace Daprlet.Components.Configuration;

/// <summary>Versions of settings that nobody names.</summary>
internal static class ConfigurationVersion
{
    /// <param name="version">Null when there is no setting yet.</param>
    public static string After(string? version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue
            ? (number + 1).ToString(CultureInfo.InvariantCulture)
            : "1";
}
