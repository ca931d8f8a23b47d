using System.Net;
using Daprlet.Sidecars;

namespace DaprShop.Tests.Daprlet.Configuration;

public sealed class ConfigurationApiTests : IDisposable
{
    public static TheoryData<string> Backends => SettingsSidecar.Backends;

    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Settings_are_answered_with_what_they_have_and_those_that_are_not_there_are_left_out(string type)
    {
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder);
        await sidecar.Settings.SetAsync("limit", "3", "v7", new Dictionary<string, string> { ["unit"] = "<orders>", ["by"] = "ann" });
        await sidecar.Settings.SetAsync("banner", "", "");
        await sidecar.Settings.SetAsync("Zone", "é \"1\"");

        Assert.Equal("""{"limit":{"value":"3","version":"v7","metadata":{"by":"ann","unit":"<orders>"}}}""", await TextAsync(sidecar, "config?key=limit&key=absent&key=limit"));
        Assert.Equal("""{"Zone":{"value":"é \"1\"","version":"1"},"banner":{}}""", await TextAsync(sidecar, "config?key=banner&key=Zone&metadata.x=y"));
        Assert.Equal(await TextAsync(sidecar, "config?key=limit&key=banner&key=Zone"), await TextAsync(sidecar, "config"));
        Assert.Equal(await TextAsync(sidecar, "config"), await TextAsync(sidecar, "/v1.0-alpha1/configuration/config"));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Where_nothing_is_set_there_is_no_content(string type)
    {
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder);
        Assert.Equal("204 ", await AnswerAsync(sidecar, "config"));
        await sidecar.Settings.SetAsync("a", "1");

        Assert.Equal("204 ", await AnswerAsync(sidecar, "config?key=A"));
        Assert.Equal("204 ", await AnswerAsync(sidecar, "config?key="));
        Assert.True(await sidecar.Settings.RemoveAsync("a"));
        Assert.False(await sidecar.Settings.RemoveAsync("a"));
        Assert.Equal("204 ", await AnswerAsync(sidecar, "config"));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_version_that_nobody_names_counts_up(string type)
    {
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder);

        Assert.Equal("1", await sidecar.Settings.SetAsync("a", "x"));
        Assert.Equal("2", await sidecar.Settings.SetAsync("a", "x"));
        Assert.Equal("beta", await sidecar.Settings.SetAsync("a", "x", "beta"));
        Assert.Equal("1", await sidecar.Settings.SetAsync("a", "x"));
    }

    [Fact]
    public async Task Only_a_parameter_of_that_very_name_is_a_key()
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder);
        await sidecar.Settings.SetAsync("a", "1");
        await sidecar.Settings.SetAsync("b", "2");

        Assert.Equal("""{"b":{"value":"2","version":"1"}}""", await TextAsync(sidecar, "config?Key=a&key=b&keys=a"));
    }

    [Fact]
    public async Task Stores_and_subscriptions_that_are_not_there_are_said_in_Daprs_words()
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder);

        const string NotFound = """400 {"errorCode":"ERR_CONFIGURATION_STORE_NOT_FOUND","message":"configuration store nope not found"}""";
        Assert.Equal(NotFound, await AnswerAsync(sidecar, "nope?key=a"));
        Assert.Equal(NotFound, await AnswerAsync(sidecar, "nope/subscribe?key=a"));
        Assert.Equal(NotFound, await AnswerAsync(sidecar, "nope/id/unsubscribe"));
        Assert.Equal("""500 {"message":"failed to unsubscribe to configuration request x: subscription with id x does not exist"}""", await AnswerAsync(sidecar, "config/x/unsubscribe"));
        Assert.Equal("""500 {"errorCode":"ERR_APP_CHANNEL_NIL","message":"app channel is not initialized. cannot subscribe to configuration updates"}""", await AnswerAsync(sidecar, "config/subscribe?key=a"));
    }

    [Fact]
    public async Task Without_any_store_configuration_is_not_configured()
    {
        await using var sidecar = await SettingsSidecar.StartAsync(new SidecarOptions { AppId = "shop" });

        const string NotConfigured = """500 {"errorCode":"ERR_CONFIGURATION_STORE_NOT_CONFIGURED","message":"configuration stores not configured"}""";
        Assert.Equal(NotConfigured, await AnswerAsync(sidecar, "config"));
        Assert.Equal(NotConfigured, await AnswerAsync(sidecar, "config/subscribe"));
        Assert.Equal(NotConfigured, await AnswerAsync(sidecar, "/v1.0-alpha1/configuration/config/x/unsubscribe"));
    }

    [Fact]
    public async Task A_version_of_the_API_can_be_denied()
    {
        var configuration = Path.Combine(_folder, "denied.yml");
        await File.WriteAllTextAsync(configuration, "{kind: Configuration, spec: {api: {denied: [{name: configuration, version: v1, protocol: http}]}}}");
        await using var sidecar = await SettingsSidecar.StartAsync(new SidecarOptions { AppId = "shop", ConfigFiles = [configuration], Components = [SettingsSidecar.Store("configuration.in-memory")] });

        Assert.StartsWith("404 ", await AnswerAsync(sidecar, "config"), StringComparison.Ordinal);
        Assert.StartsWith("404 ", await AnswerAsync(sidecar, "config/subscribe"), StringComparison.Ordinal);
        Assert.Equal("204 ", await AnswerAsync(sidecar, "/v1.0-alpha1/configuration/config"));
    }

    [Fact]
    public async Task The_metadata_lists_the_store_and_scopes_keep_it_from_other_apps()
    {
        var store = SettingsSidecar.Store("configuration.in-memory") with { Scopes = ["shop"] };
        await using var ours = await SettingsSidecar.StartAsync(new SidecarOptions { AppId = "shop", Components = [store] });
        await using var theirs = await SettingsSidecar.StartAsync(new SidecarOptions { AppId = "other", Components = [store] });

        Assert.Contains("""{"name":"config","type":"configuration.in-memory","version":"v1"}""", await TextAsync(ours, "/v1.0/metadata"), StringComparison.Ordinal);
        Assert.DoesNotContain("config", await TextAsync(theirs, "/v1.0/metadata"), StringComparison.Ordinal);
    }

    private static Task<string> TextAsync(SettingsSidecar sidecar, string path) => sidecar.Client.GetStringAsync(path);

    private static async Task<string> AnswerAsync(SettingsSidecar sidecar, string path)
    {
        using var response = await sidecar.Client.GetAsync(path);
        if (response.StatusCode != HttpStatusCode.NoContent)
            Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }
}
