using Daprlet.Commands;

namespace DaprShop.Tests.Daprlet.Configuration;

public sealed class ConfigurationCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_operator_sets_lists_and_removes_settings()
    {
        Assert.Equal((0, "limit is set, version 1"), await RunAsync("set", Settings, "limit", "3"));
        Assert.Equal((0, "limit is set, version 2"), await RunAsync("set", Settings, "limit", "4", "--metadata", "by=ann=bob", "--metadata", "unit=orders"));
        Assert.Equal((0, "banner is set, version v7"), await RunAsync("set", Settings, "banner", "", "--version", "v7"));
        Assert.Equal((0, """{"banner":{"version":"v7"},"limit":{"value":"4","version":"2","metadata":{"by":"ann=bob","unit":"orders"}}}"""), await RunAsync("list", Settings));
        Assert.Equal((0, "banner is removed"), await RunAsync("remove", Settings, "banner"));
        Assert.Equal((1, "banner is not set"), await RunAsync("remove", Settings, "banner"));
    }

    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("list", "-h")]
    public async Task Whoever_asks_for_help_gets_it_without_an_error(params string[] arguments)
    {
        var (code, text) = await RunAsync(arguments);

        Assert.Equal(0, code);
        Assert.Contains("--metadata NAME=VALUE   said of the setting", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set", "file", "key")]
    [InlineData("set", "file", "", "value")]
    [InlineData("set", "file", "key", "value", "--color", "red")]
    [InlineData("set", "file", "key", "value", "--metadata", "=x")]
    [InlineData("list")]
    [InlineData("explain", "file")]
    public async Task What_it_does_not_understand_it_answers_with_its_usage(params string[] arguments)
    {
        var (code, text) = await RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.StartsWith("usage: daprlet configuration set FILE KEY VALUE", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_no_database_is_an_error()
    {
        Assert.Equal((1, $"there is no file {Settings}"), await RunAsync("list", Settings));
        Assert.False(File.Exists(Settings));
        Assert.Equal((1, "flag needs an argument: --version"), await RunAsync("set", Settings, "key", "value", "--version"));
        await File.WriteAllTextAsync(Settings, new string('x', 10_000));
        var (code, text) = await RunAsync("set", Settings, "key", "value");
        Assert.Equal(1, code);
        Assert.Contains("not a database", text, StringComparison.Ordinal);
    }

    private string Settings => Path.Combine(_folder, "settings.db");

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await ConfigurationCommand.RunAsync(arguments, output, errors);
        return (code, (code == 0 ? output : errors).ToString().TrimEnd());
    }
}
