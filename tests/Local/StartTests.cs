using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DaprShop.Tests.Local;

public sealed class StartTests(BuiltTree tree) : LocalTest
{
    [Fact]
    public async Task A_start_says_what_is_up_and_where_and_writes_the_password_into_no_file_but_its_own()
    {
        await using var run = await LocalProcess.UpAsync(tree, Data);
        foreach (var app in new[] { "users", "products", "gateway" })
            Assert.True(run.AddressOf(app).Port > 0);
        Assert.Contains($"shop           {run.AddressOf("gateway").ToString().TrimEnd('/')}", run.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Data, "logs"), run.Output, StringComparison.Ordinal);
        await run.SaysAsync("admin (password: admin-password in ");
        var password = JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "secrets.json")))!["admin-password"]!.GetValue<string>();
        Assert.DoesNotContain(password, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("open to others", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task What_a_run_creates_and_an_earlier_one_has_left_only_its_user_can_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no such rights there.");
        const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;
        Directory.CreateDirectory(Data, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(Data, (UnixFileMode)0b111_111_111);
        foreach (var left in (string[])["users.sqlite", "reminders.db-wal", "run.lock", "other.txt"])
        {
            await File.WriteAllTextAsync(Path.Combine(Data, left), "");
            File.SetUnixFileMode(Path.Combine(Data, left), Everybody);
        }

        await using (var run = await LocalProcess.UpAsync(tree, Data))
        {
            await run.SaysAsync("is open to others");
            using var sidecar = await run.SidecarOfAsync("users");
            using var saved = await sidecar.PostAsync("/v1.0/state/users-state", new StringContent("""[ { "key": "name", "value": "kept" } ]"""));
            Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
            AssertPrivate();
        }

        AssertPrivate();
        Assert.Equal(Everybody, File.GetUnixFileMode(Path.Combine(Data, "other.txt")));

        void AssertPrivate()
        {
            var open = Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) != "other.txt" && (File.GetUnixFileMode(path) & (UnixFileMode)0b111_111) != 0);
            Assert.Empty(open);
        }
    }

    [Fact]
    public async Task Data_and_tokens_survive_a_restart()
    {
        string[] tokens;
        await using (var first = await LocalProcess.UpAsync(tree, Data))
        {
            tokens = await TokensAsync(first);
            using var sidecar = await first.SidecarOfAsync("users");
            using var saved = await sidecar.PostAsync("/v1.0/state/users-state", new StringContent("""[ { "key": "name", "value": "kept" } ]"""));
            Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        }
        await using var second = await LocalProcess.UpAsync(tree, Data);
        Assert.Equal(tokens, await TokensAsync(second));
        using var again = await second.SidecarOfAsync("users");
        Assert.Equal("\"kept\"", await again.GetStringAsync("/v1.0/state/users-state/name"));
        Assert.True(File.Exists(Path.Combine(Data, "users.sqlite")));
    }

    [Fact]
    public async Task Every_app_has_tokens_of_its_own_that_only_the_user_can_read()
    {
        await using var run = await LocalProcess.UpAsync(tree, Data);
        var tokens = await TokensAsync(run);
        Assert.Equal(4, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.True(token.Length >= 32));
        Assert.DoesNotContain(tokens[0], File.ReadAllText(Path.Combine(Data, "secrets.json")), StringComparison.Ordinal);
        Assert.Equal("from the template", await run.GetAsync("users", "/environment/SHOP_TEST"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "apps.json")));
    }

    [Fact]
    public async Task Runs_with_data_and_ports_of_their_own_work_side_by_side_and_a_second_one_on_the_same_data_is_refused()
    {
        var other = Data + "-other";
        try
        {
            await using var run = await LocalProcess.UpAsync(tree, Data);
            await using var neighbour = await LocalProcess.UpAsync(tree, other);
            Assert.NotEqual(await run.ProcessOfAsync("users"), await neighbour.ProcessOfAsync("users"));

            await using var intruder = LocalProcess.Start(tree, Data);
            Assert.Equal(1, await intruder.EndedAsync());
            Assert.Contains("Another run uses", intruder.Output, StringComparison.Ordinal);
            Assert.Contains("--data", intruder.Output, StringComparison.Ordinal);
            Assert.Equal("", await run.GetAsync("users", "/healthz"));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public async Task Replicas_are_instances_with_ports_of_their_own()
    {
        await using var run = await LocalProcess.UpAsync(tree, Data, "--replicas", "products=2");
        Assert.NotEqual(await run.ProcessOfAsync("products"), await run.ProcessOfAsync("products-2"));
        Assert.Equal("products", await run.GetAsync("products-2", "/environment/APP_ID"));
        Assert.Equal(await run.GetAsync("products", "/environment/DAPR_API_TOKEN"), await run.GetAsync("products-2", "/environment/DAPR_API_TOKEN"));
    }

    [Fact]
    public async Task An_app_that_is_left_out_has_its_sidecar_and_its_environment_printed()
    {
        await using var run = await LocalProcess.UpAsync(tree, Data, "--without", "products");
        await run.SaysAsync("APP_API_TOKEN=");
        Assert.DoesNotContain("products       up", run.Output, StringComparison.Ordinal);
        var port = Regex.Match(run.Output, "DAPR_HTTP_PORT=([0-9]+)").Groups[1].Value;
        var token = Regex.Match(run.Output, "DAPR_API_TOKEN=([0-9a-f]+)").Groups[1].Value;
        Assert.Matches("APP_PORT=[0-9]+", run.Output);
        Assert.Matches("DAPR_GRPC_PORT=[0-9]+", run.Output);
        using var http = new HttpClient { DefaultRequestHeaders = { { "dapr-api-token", token } } };
        using var answer = await http.GetAsync(new Uri($"http://localhost:{port}/v1.0/healthz/outbound"));
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Verbose_shows_what_apps_write_and_otherwise_only_the_logs_have_it()
    {
        const string Line = "stand-in for users starts";
        await using (var quiet = await LocalProcess.UpAsync(tree, Data))
            Assert.DoesNotContain(Line, quiet.Output, StringComparison.Ordinal);
        Assert.Contains(Line, await File.ReadAllTextAsync(Path.Combine(Data, "logs", "users.log")), StringComparison.Ordinal);

        await using var verbose = await LocalProcess.UpAsync(tree, Data, "--verbose");
        Assert.Contains($"== APP - users == {Line}", verbose.Output, StringComparison.Ordinal);
    }

    private static async Task<string[]> TokensAsync(LocalProcess run) =>
    [
        await run.GetAsync("users", "/environment/DAPR_API_TOKEN"), await run.GetAsync("users", "/environment/APP_API_TOKEN"),
        await run.GetAsync("products", "/environment/DAPR_API_TOKEN"), await run.GetAsync("products", "/environment/APP_API_TOKEN"),
    ];
}
