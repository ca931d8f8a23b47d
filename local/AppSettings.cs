using System.Security.Cryptography;
using System.Text.Json;

namespace DaprShop.Local;

/// <summary>What an app keeps from run to run, so that a debugger's settings stay right.</summary>
/// <param name="DaprApiToken">What the app shows its sidecar.</param>
/// <param name="AppApiToken">What the sidecar shows the app.</param>
internal sealed record AppSettings(string DaprApiToken, string AppApiToken, int AppPort, int DaprHttpPort, int DaprGrpcPort)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The settings of all apps, completed with new ones, their ports free now. They lie outside of the secret store: an app reads its own from its environment and never another's.</summary>
    /// <exception cref="LocalException">The file is there and cannot be used.</exception>
    public static IReadOnlyDictionary<string, AppSettings> Complete(string file, IEnumerable<string> appIds, FreePorts ports)
    {
        var settings = Read(file);
        foreach (var appId in appIds)
        {
            var earlier = settings.GetValueOrDefault(appId);
            settings[appId] = new AppSettings(
                earlier?.DaprApiToken ?? Token(), earlier?.AppApiToken ?? Token(),
                ports.Take(earlier?.AppPort), ports.Take(earlier?.DaprHttpPort), ports.Take(earlier?.DaprGrpcPort));
        }
        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(settings, Json));
        return settings;
    }

    private static Dictionary<string, AppSettings> Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, AppSettings>>(File.ReadAllBytes(file), Json) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new LocalException($"{file} cannot be read; delete it to have new tokens and ports.", e);
        }
    }

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
