using System.Net;
using Daprlet.Commands;
using Daprlet.Components;
using Daprlet.Components.Configuration;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Hosting;
using DaprShop.Tests.Daprlet.PubSub;
using Microsoft.Data.Sqlite;

namespace DaprShop.Tests.Daprlet.Configuration;

/// <summary>The file of <c>configuration.sqlite</c>, which others write, too.</summary>
public sealed class SqliteConfigurationTests : IDisposable
{
    private static readonly ConfigurationRequest Everything = new([], new Dictionary<string, string>());

    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_any_tool_writes_reaches_the_subscribers()
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.sqlite", _folder, app.Port);
        await sidecar.SubscribeAsync("");

        Execute("INSERT INTO configuration (key, value) VALUES ('a', '1'), ('b', 2)");
        await app.UntilAsync(received => received.Count == 2);
        Execute("UPDATE configuration SET metadata = '{\"by\":\"ann\"}' WHERE key = 'b'");
        await app.UntilAsync(received => received.Count == 3);
        Execute("DELETE FROM configuration WHERE key = 'a'");
        await app.UntilAsync(received => received.Count == 4);

        var items = app.All.Select(update => update.Event["items"]!.ToJsonString()).ToList();
        Assert.Equal(["""{"a":{"value":"1"}}""", """{"b":{"value":"2"}}"""], items[..2].Order());
        Assert.Equal(["""{"b":{"value":"2","metadata":{"by":"ann"}}}""", """{"a":{}}"""], items[2..]);
    }

    [Fact]
    public async Task An_operators_command_reaches_a_sidecar_in_another_process()
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        await File.WriteAllTextAsync(Path.Combine(_folder, "config.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: config }
            spec:
              type: configuration.sqlite
              version: v1
              initTimeout: 1m
              metadata: [{ name: connectionString, value: settings.db }]
            """);
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "shop", "--app-port", $"{app.Port}");
        await Eventually.TrueAsync(async () => await StatusAsync(sidecar.Client, "healthz") == HttpStatusCode.NoContent, "the sidecar is ready");
        (await sidecar.Client.GetAsync("configuration/config/subscribe?key=maintenance")).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(0, await ConfigurationCommand.RunAsync(["set", Settings, "maintenance", "on"], TextWriter.Null, TextWriter.Null));

        var update = (await app.UntilAsync(received => received.Count == 1))[0];
        Assert.Equal("""{"maintenance":{"value":"on","version":"1"}}""", update.Event["items"]!.ToJsonString());
        Assert.Equal("""{"maintenance":{"value":"on","version":"1"}}""", await sidecar.Client.GetStringAsync("configuration/config"));
    }

    [Fact]
    public async Task Sidecars_of_one_process_tell_each_other_at_once()
    {
        await using var one = await SettingsSidecar.StartAsync("configuration.sqlite", _folder);
        await using var other = await SettingsSidecar.StartAsync("configuration.sqlite", _folder);
        var told = new List<string>();
        await using var subscription = await other.Settings.SubscribeAsync(Everything, (key, item) => told.Add($"{key}={item.Value}"), CancellationToken.None);

        await one.Settings.SetAsync("a", "1");
        Assert.Equal(["a=1"], told);
        await one.Settings.SetAsync("a", "1", "1");
        await one.Settings.RemoveAsync("a");
        Assert.Equal(["a=1", "a="], told);
    }

    [Fact]
    public async Task Settings_outlive_the_sidecar()
    {
        await using (var first = await SettingsSidecar.StartAsync("configuration.sqlite", _folder))
            await first.Settings.SetAsync("a", "1", "v1");
        await using var second = await SettingsSidecar.StartAsync("configuration.sqlite", _folder);

        Assert.Equal("""{"a":{"value":"1","version":"v1"}}""", await second.Client.GetStringAsync("config"));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("text")]
    public async Task The_table_takes_no_metadata_but_an_object(string metadata)
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.sqlite", _folder);

        Assert.Throws<SqliteException>(() => Execute($"INSERT INTO configuration (key, value, metadata) VALUES ('a', '1', '{metadata}')"));
    }

    [Fact]
    public async Task In_a_table_of_somebody_elses_making_metadata_that_is_none_is_passed_over()
    {
        Execute("CREATE TABLE configuration (key TEXT PRIMARY KEY, value, version TEXT NOT NULL, metadata)");
        Execute("INSERT INTO configuration VALUES ('a', 1, '', 'text'), ('b', 2, '', '[3]'), ('c', 3, '', '{\"n\":1}')");
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.sqlite", _folder);

        Assert.Equal("""{"a":{"value":"1"},"b":{"value":"2"},"c":{"value":"3","metadata":{"n":"1"}}}""", await sidecar.Client.GetStringAsync("config"));
    }

    [Fact]
    public async Task A_table_with_other_columns_ends_the_start()
    {
        Execute("CREATE TABLE configuration (name TEXT, value TEXT)");

        var failure = await Assert.ThrowsAsync<ComponentException>(() => SettingsSidecar.StartAsync("configuration.sqlite", _folder));

        Assert.Contains("no such column: key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_ends_the_start()
    {
        await File.WriteAllTextAsync(Settings, new string('x', 10_000));

        var failure = await Assert.ThrowsAsync<ComponentException>(() => SettingsSidecar.StartAsync("configuration.sqlite", _folder));

        Assert.Contains("not a database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_taken_away_fails_the_reading_until_it_is_back()
    {
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.sqlite", _folder);
        Execute("ALTER TABLE configuration RENAME TO away");

        using (var response = await sidecar.Client.GetAsync("config?key=a&key=b"))
            Assert.Contains("failed to get [a b] from Configuration store config: ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Execute("ALTER TABLE away RENAME TO configuration");
        await sidecar.Settings.SetAsync("a", "1");

        Assert.Equal("""{"a":{"value":"1","version":"1"}}""", await sidecar.Client.GetStringAsync("config"));
    }

    private string Settings => Path.Combine(_folder, "settings.db");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>As a tool does it: with a connection of its own.</summary>
    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Settings, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the text is the test's
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
