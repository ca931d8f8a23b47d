using Daprlet.Hosting;
using Daprlet.Sidecars;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class ResourceCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("check-").FullName;

    public static bool HasDevices => !OperatingSystem.IsWindows();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_that_is_wrong_is_named_with_file_component_and_reason()
    {
        Write("a-type.yaml", Component("gadget", "state.nosuch"));
        Write("b-metadata.yaml", Component("file", "state.sqlite"));
        Write("c-broken.yaml", "apiVersion: [");
        Write("d-taken.yaml", Component("good", "state.in-memory"));
        Write("e-good.yaml", Component("good", "state.in-memory"));
        Write("f-secret.yaml", Component("secretive", "state.in-memory", "[{name: keyPrefix, secretKeyRef: {name: nope}}]", "auth: {secretStore: vault}"));
        Write("g-store.yaml", Component("storeless", "state.in-memory", "[{name: keyPrefix, secretKeyRef: {name: known}}]", "auth: {secretStore: nowhere}"));
        Write("h-vault.yaml", Component("vault", "secretstores.local.file", $"[{{name: secretsFile, value: '{Path.Combine(_folder, "secrets.json")}'}}]"));
        Write("i-lost.yaml", Component("lost", "secretstores.local.file", "[{name: secretsFile, value: /nowhere/secrets.json}]"));
        Write("j-env.yaml", Component("env", "state.sqlite", "[{name: connectionString, envRef: DB_FILE}]"));
        Write("k-kind.yaml", Component("typo", "state.in-memory").Replace("Component", "component", StringComparison.Ordinal));
        Write("secrets.json", """{"known": "value"}""");

        var problems = await FindAsync("alpha", "beta");

        (string File, string? Component, string Reason)[] expected =
        [
            ("a-type.yaml", "gadget", "couldn't find state store state.nosuch/v1"),
            ("b-metadata.yaml", "file", "missing metadata connectionString or url"),
            ("c-broken.yaml", null, "not valid YAML"),
            ("e-good.yaml", "good", "the name is taken by good (state.in-memory/v1)"),
            ("f-secret.yaml", "secretive", "the secret nope is not in vault"),
            ("g-store.yaml", "storeless", "the secret store nowhere is not there"),
            ("i-lost.yaml", "lost", "no such file or directory"),
            ("j-env.yaml", "env", "the environment variable DB_FILE is not set"),
            ("k-kind.yaml", "typo", "kind component is none of"),
        ];
        Assert.Equal(expected.Select(problem => (problem.File, problem.Component)), problems.Select(problem => (Path.GetFileName(problem.File)!, problem.Component)));
        Assert.All(expected.Zip(problems), pair => Assert.Contains(pair.First.Reason, pair.Second.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_sidecar_would_pass_over_in_a_Resiliency_is_named()
    {
        Write("a-malformed.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: malformed}\nspec: {policies: {timeouts: {t: soon}}}\n");
        Write("b-shape.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: shape}\nspec: [1]\n");
        Write("c-typo.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: typo}\nspec: {policies: {retries: {twice: {maxRetries: 2}}}, targets: {apps: {x: {retry: twise}}}}\n");
        Write("d-second.yaml", Component("good", "state.in-memory") + "\n---\napiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: second}\n");
        Write("e-fine.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: fine}\nspec: {targets: {apps: {y: {retry: twice}}}}\n");

        var problems = await FindAsync("alpha", "beta");

        Assert.Equal([("a-malformed.yaml", "malformed"), ("b-shape.yaml", "shape"), ("c-typo.yaml", "typo"), ("d-second.yaml", "second")], problems.Select(problem => (Path.GetFileName(problem.File)!, problem.Component!)));
        Assert.Contains("there is no retry policy twise", problems[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_for_other_apps_only_or_may_fail_is_no_problem()
    {
        Write("a.yaml", Component("gadget", "state.nosuch", "[]", "scopes: [gamma]"));
        Write("b.yaml", Component("optional", "state.nosuch").Replace("spec:", "spec:\n  ignoreErrors: true", StringComparison.Ordinal));

        Assert.Empty(await FindAsync("alpha", "beta"));
    }

    [Fact]
    public async Task A_Subscription_that_a_sidecar_could_not_take_is_named()
    {
        Write("a-rule.yaml", "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: rule}\nspec: {pubsubname: p, topic: t, routes: {rules: [{match: 'event.type ==', path: /a}]}}\n");
        Write("b-shape.yaml", "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: shape}\nspec: {pubsubname: p, topic: [t]}\n");

        var problems = await FindAsync("alpha");

        Assert.Equal(["rule", "shape"], problems.Select(problem => problem.Component));
        Assert.Equal("line 4, column 30: spec.topic: must be text", problems[1].Reason);
    }

    [Theory]
    [InlineData("pubsub.sqlite", "value: messages.db", true)]
    [InlineData("pubsub.sqlite", "value: ./data/messages.db", true)]
    [InlineData("pubsub.sqlite", "value: ../messages.db", false)]
    [InlineData("pubsub.sqlite", "value: /data/messages.db", false)]
    [InlineData("pubsub.sqlite", "envRef: RELATIVE", true)]
    [InlineData("configuration.sqlite", "value: settings.db", true)]
    [InlineData("state.sqlite", "value: state.db", false)]
    [InlineData("state.sqlite", "value: state.db}, {name: keyPrefix, value: appid", false)]
    [InlineData("state.sqlite", "value: 'file:state.db?mode=rwc'}, {name: keyPrefix, value: none", true)]
    [InlineData("state.sqlite", "value: ':memory:'}, {name: keyPrefix, value: none", false)]
    [InlineData("lock.sqlite", "value: locks.db}, {name: keyPrefix, value: name", true)]
    public async Task One_component_that_would_become_a_file_for_each_app_is_a_problem_where_the_apps_mean_to_share_it(string type, string file, bool isProblem)
    {
        Write("a.yaml", Component("common", type, $"[{{name: connectionString, {file}}}]"));
        var environment = new Dictionary<string, string> { ["RELATIVE"] = "messages.db" };
        var sidecars = new[] { "mailer", "checkout" }.Select(app => Options(app, "") with { WorkingDirectory = Path.Combine(_folder, app), Environment = environment });

        var problems = await ResourceCheck.FindProblemsAsync(sidecars);

        Assert.Equal(isProblem ? ["common"] : [], problems.Select(problem => problem.Component));
        Assert.All(problems, problem => Assert.Contains($"checkout ({Path.Combine(_folder, "checkout")}", problem.Reason, StringComparison.Ordinal));
        Assert.Empty(await ResourceCheck.FindProblemsAsync([.. sidecars.Select(options => options with { WorkingDirectory = _folder })]));
    }

    [Fact(SkipUnless = nameof(HasDevices), Skip = "Windows has no such files.")]
    public async Task Secrets_from_an_endless_device_are_refused()
    {
        Write("a.yaml", Component("vault", "secretstores.local.file", "[{name: secretsFile, value: /dev/zero}]"));

        Assert.Equal("/dev/zero: is not a regular file", Assert.Single(await FindAsync("alpha")).Reason);
    }

    [Fact]
    public async Task A_value_stands_in_for_a_variable_or_secret_that_is_not_there()
    {
        Write("a-store.yaml", Component("store", "state.sqlite", "[{name: connectionString, value: fallback.db, envRef: NOBODY_SETS_IT}]"));
        Write("b-vault.yaml", Component("vault", "secretstores.local.file", $"[{{name: secretsFile, value: '{Path.Combine(_folder, "secrets.json")}'}}]"));
        Write("c-secret.yaml", Component("secretive", "state.sqlite", "[{name: connectionString, value: fallback.db, secretKeyRef: {name: empty}}]", "auth: {secretStore: vault}"));
        Write("secrets.json", """{"empty": ""}""");

        Assert.Empty(await FindAsync("alpha"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_problem() =>
        Assert.Equal(Path.Combine(_folder, "nowhere"), Assert.Single(await ResourceCheck.FindProblemsAsync([Options("alpha", "nowhere")])).File);

    private Task<IReadOnlyList<ResourceProblem>> FindAsync(params string[] appIds) =>
        ResourceCheck.FindProblemsAsync(appIds.Select(appId => Options(appId, "")));

    private SidecarOptions Options(string appId, string folder) => new() { AppId = appId, ResourcesPaths = [Path.Combine(_folder, folder)] };

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private static string Component(string name, string type, string metadata = "[]", string more = "") => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: {type}
          version: v1
          metadata: {metadata}
        {more}
        """;
}
