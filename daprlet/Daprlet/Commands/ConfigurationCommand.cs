using Daprlet.Components.Configuration;
using Daprlet.Components.Configuration.Sqlite;
using Daprlet.Components.Sqlite;
using Daprlet.Configuration;
using Microsoft.Data.Sqlite;

namespace Daprlet.Commands;

/// <summary><c>daprlet configuration</c>: how an operator writes and reads the settings of <c>configuration.sqlite</c>, while sidecars run or not.</summary>
internal static class ConfigurationCommand
{
    private const string Usage = """
        usage: daprlet configuration set FILE KEY VALUE [--version VERSION] [--metadata NAME=VALUE]...
               daprlet configuration remove FILE KEY
               daprlet configuration list FILE
        """;

    private const string Help = $"""
        {Usage}

        Writes and reads the settings in a file of configuration.sqlite, while sidecars run or not.

          --version VERSION       the setting's version (default: the number after the one before, 1 where there is none)
          --metadata NAME=VALUE   said of the setting; may be repeated

        Example:
          daprlet configuration set settings.db checkout.maintenance true
        """;

    /// <returns>0 when it is done, 1 when it cannot be.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is [] or ["help"] || arguments.Any(argument => argument is "--help" or "-h"))
        {
            await output.WriteLineAsync(Help);
            return 0;
        }
        try
        {
            await output.WriteLineAsync(await (arguments switch
            {
                ["set", var file, { Length: > 0 } key, var value, .. var options] => SetAsync(file, key, value, options),
                ["remove", var file, var key] => RemoveAsync(file, key),
                ["list", var file] => ListAsync(file),
                _ => throw new FlagException(Usage),
            }));
            return 0;
        }
        catch (Exception e) when (e is FlagException or ConfigurationStoreException or SqliteException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<string> SetAsync(string file, string key, string value, IReadOnlyList<string> options)
    {
        var (version, metadata) = Options(options);
        await using var lease = Open(file);
        return $"{key} is set, version {await lease.Value.SetAsync(key, value, version, metadata)}";
    }

    private static async Task<string> RemoveAsync(string file, string key)
    {
        await using var lease = OpenExisting(file);
        return await lease.Value.RemoveAsync(key) ? $"{key} is removed" : throw new FlagException($"{key} is not set");
    }

    /// <summary>What the API would answer.</summary>
    private static async Task<string> ListAsync(string file)
    {
        await using var lease = OpenExisting(file);
        return System.Text.Encoding.UTF8.GetString(ConfigurationJson.Bytes(ConfigurationJson.Items(lease.Value.Read([]))));
    }

    private static (string? Version, Dictionary<string, string> Metadata) Options(IReadOnlyList<string> options)
    {
        string? version = null;
        var metadata = new Dictionary<string, string>();
        for (var i = 0; i < options.Count; i += 2)
        {
            if (i + 1 == options.Count)
                throw new FlagException($"flag needs an argument: {options[i]}");
            if (options[i] == "--version")
                version = options[i + 1];
            else if (options[i] == "--metadata" && options[i + 1].Split('=', 2) is [{ Length: > 0 } name, var text])
                metadata[name] = text;
            else
                throw new FlagException(Usage);
        }
        return (version, metadata);
    }

    private static Shared<SqliteConfigurationFile>.Lease OpenExisting(string file) => File.Exists(file) ? Open(file) : throw new FlagException($"there is no file {file}");

    private static Shared<SqliteConfigurationFile>.Lease Open(string file) => SqliteConfigurationFile.Open(Path.GetFullPath(file));
}
