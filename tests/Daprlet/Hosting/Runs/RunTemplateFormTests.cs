using Daprlet.Hosting;
using Daprlet.Runs;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

/// <summary>Templates as people write them: anchors, empty fields, slips.</summary>
public sealed class RunTemplateFormTests : IDisposable
{
    private readonly TemplateFolder _folder = new("one", "two", "old", "new", "one/own", "one/more", "resources");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Anchors_and_merges_are_resolved()
    {
        var apps = _folder.Read("""
            version: 1.0
            x-env: &env
              LOG_FORMAT: json
              REGION: eu
            x-service: &service
              resourcesPaths: [../resources]
              enableAppHealthCheck: no
              env:
                <<: *env
                ROLE: api
            apps:
              - <<: *service
                appID: cart
                appDirPath: ./one
              - <<: *service
                appID: mail
                appDirPath: ./two
                env: {<<: *env, ROLE: worker}
            """).Apps;

        Assert.Equal(["cart: LOG_FORMAT=json REGION=eu ROLE=api", "mail: LOG_FORMAT=json REGION=eu ROLE=worker"], apps.Select(app => $"{app.Name}: {string.Join(' ', app.Environment.OrderBy(v => v.Key).Select(v => $"{v.Key}={v.Value}"))}"));
        Assert.All(apps, app => Assert.Equal([_folder.At("resources")], app.Sidecar.ResourcesPaths));
        Assert.All(apps, app => Assert.Null(app.Sidecar.AppHealth));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("")]
    [InlineData("~")]
    public void A_field_without_a_value_is_absent(string nothing)
    {
        var app = Assert.Single(_folder.Read($"""
            version: 1
            name: {nothing}
            common:
              resourcesPath: ./resources
              resourcesPaths: {nothing}
              logLevel: {nothing}
              appLogDestination: {nothing}
              daprdLogDestination: {nothing}
              maxBodySize: {nothing}
              readBufferSize: {nothing}
              appMaxConcurrency: {nothing}
              env: {nothing}
            apps:
              - appID: {nothing}
                appDirPath: ./one
                appPort: {nothing}
                appChannelAddress: {nothing}
                appProtocol: {nothing}
                appSSL: {nothing}
                apiListenAddresses: {nothing}
                resourcesPath: {nothing}
                resourcesPaths: [ {(nothing.Length == 0 ? "~" : nothing)} ]
                configFilePath: {nothing}
                unixDomainSocket: {nothing}
                daprHTTPPort: {nothing}
                command: {nothing}
                enableAppHealthCheck: {nothing}
                appHealthThreshold: {nothing}
                placementHostAddress: {nothing}
            """).Apps);

        Assert.Equal(("one", null, 0, "http", "127.0.0.1"), (app.Sidecar.AppId, app.Sidecar.AppPort, app.Sidecar.HttpPort, app.Sidecar.AppProtocol, app.Sidecar.AppChannelAddress));
        Assert.Equal(["127.0.0.1"], app.Sidecar.ListenAddresses);
        Assert.Equal([_folder.At("resources")], app.Sidecar.ResourcesPaths);
        Assert.Equal((4L << 20, 4 << 10, -1, "info"), (app.Sidecar.MaxBodyBytes, app.Sidecar.ReadBufferBytes, app.Sidecar.AppMaxConcurrency, app.LogLevel));
        Assert.Equal((LogDestination.FileAndConsole, LogDestination.File), (app.AppLog.Destination, app.SidecarLog.Destination));
        Assert.Empty(app.Command);
        Assert.Empty(app.Environment);
    }

    [Fact]
    public void The_single_resources_folder_counts_beside_the_list_and_comes_last()
    {
        var apps = _folder.Read("""
            version: 1
            common: { resourcesPath: old, resourcesPaths: [new] }
            apps:
              - { appDirPath: one, resourcesPath: own, resourcesPaths: [more, ../two] }
              - { appDirPath: two }
            """).Apps;

        Assert.Equal([_folder.At("one/more"), _folder.At("two"), _folder.At("one/own")], apps[0].Sidecar.ResourcesPaths);
        Assert.Equal([_folder.At("new"), _folder.At("old")], apps[1].Sidecar.ResourcesPaths);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_its_line_and_what_may_be_meant()
    {
        var lines = _folder.Refusal("""
            version: 2
            common:
              resourcePaths: [resources]
            apps:
              - appId: one
                appDirPath: one
                comand: [run]
                config: dapr-config
              - app-id: two
                appDirPath: nowhere
                appPort: 70000
                daprHttpPort: 1
            """).Split(Environment.NewLine);

        string[] expected =
        [
            "line 1, column 1: version: is 1 in every template that Dapr knows, not 2",
            "line 3, column 3: common.resourcePaths: is not a field of a run template: did you mean resourcesPaths?",
            "line 5, column 5: apps[0].appId: is not a field of a run template: did you mean appID?",
            "line 7, column 5: apps[0].comand: is not a field of a run template: did you mean command?",
            "line 8, column 5: apps[0].config: is not a field of a run template and has no effect: did you mean configFilePath?",
            "line 9, column 5: apps[1].app-id: is not a field of a run template: did you mean appID?",
            $"line 10, column 5: apps[1].appDirPath: no such folder: {_folder.At("nowhere")}",
            "line 11, column 5: apps[1].appPort: must be a port, 0 to 65535",
            "line 12, column 5: apps[1].daprHttpPort: is not a field of a run template: did you mean daprHTTPPort?",
        ];
        Assert.Equal(expected.Select(line => $"{_folder.At("dapr.yaml")}: {line}"), lines);
    }

    [Fact]
    public void A_wrong_field_of_the_common_part_is_said_once()
    {
        var lines = _folder.Refusal("version: 1\ncommon: { logLevel: loud }\napps: [ { appDirPath: one }, { appDirPath: two } ]").Split(Environment.NewLine);
        Assert.Contains("line 2, column 11: common.logLevel: must be one of debug", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_repeated_fields_the_last_counts_and_a_warning_says_so()
    {
        var template = _folder.Read("version: 1\napps:\n- appDirPath: one\n  appID: first\n  appID: second\n  env: { A: 1, A: 2 }\n");

        Assert.Equal(("second", "2"), (Assert.Single(template.Apps).Sidecar.AppId, template.Apps[0].Environment["A"]));
        Assert.Equal(["line 5, column 3: apps[0].appID", "line 6, column 16: apps[0].env.A"], template.Warnings.Select(warning => warning[(_folder.At("dapr.yaml").Length + 2)..warning.LastIndexOf(": stands", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("version: 1\napps:\n  - appDirPath: one\n   appID: x", "line 4, column ")]
    [InlineData("version: 1\napps: [", "line 3, column 1: not valid YAML: ")]
    [InlineData("version: 1\napps:\n\t- appDirPath: one", "line 3, column 1: not valid YAML: a tab in the indentation")]
    [InlineData("version: *x", "line 1, column 10: not valid YAML: there is no anchor &x")]
    public void YAML_that_does_not_parse_is_refused_with_line_column_and_words(string yaml, string expected)
    {
        var refusal = _folder.Refusal(yaml);
        Assert.StartsWith($"{_folder.At("dapr.yaml")}: {expected}", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("current state", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_apps_variables_are_its_sidecars_too_and_stand_over_those_of_the_process()
    {
        _folder.With("resources/all.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: env-secrets }
            spec: { type: secretstores.local.env, version: v1 }
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: cart-state }
            spec:
              type: state.sqlite
              version: v1
              metadata: [ { name: connectionString, secretKeyRef: { name: CART_DB } } ]
            auth: { secretStore: env-secrets }
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: other-state }
            spec: { type: state.sqlite, version: v1, metadata: [ { name: connectionString, envRef: OTHER_DB } ] }
            """);
        var environment = new Dictionary<string, string> { ["CART_DB"] = "process.db", ["KEPT"] = "yes" };
        var app = Assert.Single(_folder.Read("version: 1\ncommon: { resourcesPath: resources, env: { OTHER_DB: other.db } }\napps: [ { appDirPath: one, env: { CART_DB: cart.db, DAPR_API_TOKEN: token } } ]", environment).Apps);

        Assert.Equal(("cart.db", "other.db", "yes", "token"), (app.Sidecar.Environment["CART_DB"], app.Sidecar.Environment["OTHER_DB"], app.Sidecar.Environment["KEPT"], app.Sidecar.DaprApiToken));
        Assert.Empty(await ResourceCheck.FindProblemsAsync([app.Sidecar], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Apps_may_lie_beside_the_template_be_without_a_command_and_have_a_Configuration_with_nothing_in_it()
    {
        _folder.With("new/dapr.yaml").With("smoke.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: smoke\nspec:\n  features:\n  # tracing is off here\n");
        var apps = RunTemplateReader.Parse("version: 1\ncommon:\n  resourcesPath: ../resources\n  configFilePath: ../smoke.yaml\napps:\n  - appID: core\n    appDirPath: ../one\n    appPort: 42300\n  - appID: kube\n    appDirPath: ./\n    command: [\"sh\", \"-c\", \"echo $0 $@\", \"run\", \"--\", \"--urls\", \"http://0.0.0.0:1\"]\n", _folder.At("new/dapr.yaml"), new Dictionary<string, string>()).Apps;

        Assert.Equal([_folder.At("one"), _folder.At("new")], apps.Select(app => app.Directory));
        Assert.Empty(apps[0].Command);
        Assert.Equal(["sh", "-c", "echo $0 $@", "run", "--", "--urls", "http://0.0.0.0:1"], apps[1].Command);
        Assert.All(apps, app => Assert.Equal([_folder.At("smoke.yaml")], app.Sidecar.ConfigFiles));
    }

    [Theory]
    [InlineData("appDirPath: \"a\\0b\"", "apps[0].appDirPath: must not hold the character U+0000")]
    [InlineData("appDirPath: one, \"a\\nb\": 1, appPort: \"x\\r\\ny\"", "apps[0].appPort: must be a whole number, not \"x  y\"")]
    [InlineData("appDirPath: one, appID: a/b", "apps[0].appID: \"a/b\" must be a name without dots and slashes")]
    [InlineData("appDirPath: one, appPort: 5e3.2", "apps[0].appPort: must be a whole number, not \"5e3.2\"")]
    [InlineData("appDirPath: one, appPort: 99999999999", "apps[0].appPort: must be a whole number, not \"99999999999\"")]
    [InlineData("appDirPath: one, command: ['']", "apps[0].command[0]: must name a program")]
    [InlineData("appDirPath: [one]", "apps[0].appDirPath: must be text")]
    public void What_no_app_can_have_is_refused(string fields, string expected) =>
        Assert.Contains(expected, _folder.Refusal($"version: 1\napps: [ {{ {fields} }} ]"), StringComparison.Ordinal);

    [Fact]
    public void A_time_that_no_timer_takes_becomes_a_day() =>
        Assert.Equal(TimeSpan.FromDays(1), Assert.Single(_folder.Read("version: 1\napps: [ { appDirPath: one, enableAppHealthCheck: on, appHealthProbeInterval: 2147483647 } ]").Apps).Sidecar.AppHealth!.Interval);

    [Theory]
    [InlineData("0x1388", 5000)]
    [InlineData("5_000", 5000)]
    [InlineData("5000.0", 5000)]
    [InlineData("'5000'", 5000)]
    [InlineData("5e3", 5000)]
    [InlineData("-1", null)]
    public void Numbers_may_be_written_as_YAML_writes_them(string written, int? port) =>
        Assert.Equal(port, Assert.Single(_folder.Read($"version: 1\napps: [ {{ appDirPath: one, appPort: {written} }} ]").Apps).Sidecar.AppPort);
}
