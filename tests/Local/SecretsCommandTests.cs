using System.Text.Json.Nodes;

namespace DaprShop.Tests.Local;

public sealed class SecretsCommandTests(BuiltTree tree) : LocalTest
{
    private string SecretsFile => Path.Combine(Data, "secrets.json");

    [Fact]
    public async Task The_command_creates_the_secrets_and_does_no_more()
    {
        await RunAsync();
        var secrets = JsonNode.Parse(File.ReadAllText(SecretsFile))!.AsObject();
        Assert.Equal(["admin-password", "key-encryption-key", "card-processor-key"], secrets.Select(secret => secret.Key));
        Assert.Equal(32, Convert.FromBase64String(secrets["key-encryption-key"]!.GetValue<string>()).Length);
        Assert.InRange(secrets["admin-password"]!.GetValue<string>().Length, 16, 32);
        Assert.Equal([SecretsFile], Directory.GetFileSystemEntries(Data));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretsFile));
    }

    [Fact]
    public async Task What_is_there_stays_and_what_is_missing_is_added()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(SecretsFile, """{ "admin-password": "chosen-by-hand", "my-own": "kept" }""");
        await RunAsync();
        var secrets = JsonNode.Parse(File.ReadAllText(SecretsFile))!.AsObject();
        Assert.Equal("chosen-by-hand", secrets["admin-password"]!.GetValue<string>());
        Assert.Equal("kept", secrets["my-own"]!.GetValue<string>());
        Assert.True(secrets.ContainsKey("key-encryption-key"));

        var before = File.ReadAllBytes(SecretsFile);
        await RunAsync();
        Assert.Equal(before, File.ReadAllBytes(SecretsFile));
    }

    [Fact]
    public async Task A_file_that_is_not_JSON_is_left_alone()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(SecretsFile, "{ oh no");
        await using var command = LocalProcess.Start(tree, Data, "secrets");
        Assert.Equal(1, await command.EndedAsync());
        Assert.Contains("not valid JSON", command.Output, StringComparison.Ordinal);
        Assert.Equal("{ oh no", File.ReadAllText(SecretsFile));
    }

    private async Task RunAsync()
    {
        await using var command = LocalProcess.Start(tree, Data, "secrets");
        Assert.Equal(0, await command.EndedAsync());
    }
}
