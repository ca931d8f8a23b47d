using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaprShop.Local;

/// <summary>The secrets of the shop in the form that <c>secretstores.local.file</c> reads.</summary>
internal static class SecretsFile
{
    private const string AdministratorPassword = "admin-password";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string Name, Func<string> Generate)[] Secrets =
    [
        (AdministratorPassword, ReadablePassword.Generate),
        ("key-encryption-key", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
        ("card-processor-key", () => $"sandbox_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}"),
    ];

    /// <summary>Generates what is missing; what is there stays.</summary>
    /// <returns>The administrator's password when it has just been generated, else null.</returns>
    /// <exception cref="LocalException">The file is there and cannot be used.</exception>
    public static string? Complete(string path)
    {
        var secrets = Read(path);
        var missing = Secrets.Where(secret => !secrets.ContainsKey(secret.Name)).ToList();
        if (missing.Count == 0)
            return null;
        foreach (var (name, generate) in missing)
            secrets[name] = generate();
        PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(secrets, Indented));
        return missing.Any(secret => secret.Name == AdministratorPassword) ? secrets[AdministratorPassword]!.GetValue<string>() : null;
    }

    private static JsonObject Read(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new LocalException($"{path} is not a JSON object; repair it, or delete it to have new secrets.");
        }
        catch (JsonException e)
        {
            throw new LocalException($"{path} is not valid JSON; repair it, or delete it to have new secrets.", e);
        }
    }
}
