using Daprlet.Runs;
using Daprlet.Sidecars;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

public sealed class RunTemplateReaderTests : IDisposable
{
    private readonly TemplateFolder _folder = new("app", "common", "app/own", "app/.dapr/resources", "plain");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_is_read()
    {
        _folder.With("app/config.yaml");
        var app = Assert.Single(_folder.Read("""
            version: 1
            name: everything
            apps:
              - appID: one
                appDirPath: app
                appPort: 5001
                appChannelAddress: 127.0.0.2
                appProtocol: h2c
                appMaxConcurrency: 7
                appSSL: false
                daprHTTPPort: 3501
                daprGRPCPort: 50001
                daprInternalGRPCPort: 3502
                profilePort: 7777
                metricsPort: 9090
                unixDomainSocket: /tmp/sockets
                command: ["dotnet", "app.dll", "--flag"]
                containerImage: registry/image:1
                containerImagePullPolicy: Always
                createService: true
                env: { DEBUG: true, RATIO: 1.10, EMPTY: }
                resourcesPaths: [own]
                configFilePath: config.yaml
                apiListenAddresses: 127.0.0.1,::1
                enableProfiling: true
                logLevel: warn
                maxBodySize: 8Mi
                readBufferSize: 16Ki
                enableApiLogging: true
                enableAppHealthCheck: true
                appHealthCheckPath: /alive
                appHealthProbeInterval: 2
                appHealthProbeTimeout: 250
                appHealthThreshold: 4
                placementHostAddress: localhost:50005
                schedulerHostAddress: localhost:50006
                runtimePath: .
                daprdLogDestination: console
                appLogDestination: file
            """).Apps);
        Assert.Equal(["dotnet", "app.dll", "--flag"], app.Command);
        Assert.Equal(_folder.At("app"), app.Directory);
        Assert.Equal([("DEBUG", "true"), ("EMPTY", ""), ("RATIO", "1.10")], app.Environment.OrderBy(v => v.Key).Select(v => (v.Key, v.Value)));
        Assert.Equal("warn", app.LogLevel);
        Assert.Equal(new RunLog(LogDestination.Console, null), app.SidecarLog);
        Assert.Equal(LogDestination.File, app.AppLog.Destination);
        Assert.Matches("one_app_[0-9]{14}\\.log$", app.AppLog.File!);

        var sidecar = app.Sidecar;
        Assert.Equal(("one", 5001, "127.0.0.2", "h2c", 7), (sidecar.AppId, sidecar.AppPort, sidecar.AppChannelAddress, sidecar.AppProtocol, sidecar.AppMaxConcurrency));
        Assert.Equal((3501, 50001, 3502), (sidecar.HttpPort, sidecar.GrpcPort, sidecar.InternalPort));
        Assert.Equal((8L << 20, 16 << 10), (sidecar.MaxBodyBytes, sidecar.ReadBufferBytes));
        Assert.Equal(["127.0.0.1", "::1"], sidecar.ListenAddresses);
        Assert.Equal([_folder.At("app/own")], sidecar.ResourcesPaths);
        Assert.Equal([_folder.At("app/config.yaml")], sidecar.ConfigFiles);
        Assert.Equal(("/alive", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(250), 4), (sidecar.AppHealth!.Path, sidecar.AppHealth.Interval, sidecar.AppHealth.Timeout, sidecar.AppHealth.Threshold));
        Assert.Equal(_folder.At("app"), sidecar.WorkingDirectory);
    }

    [Theory]
    [InlineData("appProtocol: grpc", "grpc")]
    [InlineData("appProtocol: grpcs", "grpcs")]
    [InlineData("appProtocol: grpc, appSSL: true", "grpcs")]
    [InlineData("appSSL: true", "https")]
    public void An_app_may_speak_gRPC(string fields, string protocol) =>
        Assert.Equal(protocol, Assert.Single(_folder.Read($"version: 1\napps: [ {{ appDirPath: app, {fields} }} ]").Apps).Sidecar.AppProtocol);

    [Fact]
    public void What_is_not_said_has_Daprs_default()
    {
        var app = Assert.Single(_folder.Read("version: 1\napps:\n- appDirPath: ./plain").Apps);
        Assert.Equal(("plain", (int?)null, 0, "http"), (app.Sidecar.AppId, app.Sidecar.AppPort, app.Sidecar.HttpPort, app.Sidecar.AppProtocol));
        Assert.Null(app.Sidecar.AppHealth);
        Assert.Empty(app.Command);
        Assert.Equal((LogDestination.FileAndConsole, LogDestination.File), (app.AppLog.Destination, app.SidecarLog.Destination));
        Assert.StartsWith(_folder.At("plain/.dapr/logs/plain_daprd_"), app.SidecarLog.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_the_app_stand_over_common_ones()
    {
        var app = Assert.Single(_folder.Read("""
            version: 1
            common: { env: { A: common, B: common } }
            apps: [ { appDirPath: app, env: { B: own, C: own } } ]
            """).Apps);
        Assert.Equal(["A=common", "B=own", "C=own"], app.Environment.Select(v => $"{v.Key}={v.Value}").Order());
    }

    [Theory]
    [InlineData("app", "resourcesPaths: [own]", "common", "app/own")]
    [InlineData("app", "resourcesPath: own", "common", "app/own")]
    [InlineData("app", "", "common", "app/.dapr/resources")]
    [InlineData("plain", "", "common", "common")]
    public void Resources_come_from_the_nearest_place(string appFolder, string own, string common, string expected)
    {
        var app = Assert.Single(_folder.Read($"version: 1\ncommon:\n  resourcesPaths: [{common}]\napps:\n- appDirPath: {appFolder}\n  {own}").Apps);
        Assert.Equal([_folder.At(expected)], app.Sidecar.ResourcesPaths);
    }

    [Theory]
    [InlineData("app", "configFilePath: mine.yaml", "app/mine.yaml")]
    [InlineData("app", "", "app/.dapr/config.yaml")]
    [InlineData("plain", "", "shared.yaml")]
    public void The_Configuration_comes_from_the_nearest_place(string appFolder, string own, string expected)
    {
        _folder.With("app/mine.yaml").With("app/.dapr/config.yaml").With("shared.yaml");
        var app = Assert.Single(_folder.Read($"version: 1\ncommon:\n  configFilePath: shared.yaml\napps:\n- appDirPath: {appFolder}\n  {own}").Apps);
        Assert.Equal([_folder.At(expected)], app.Sidecar.ConfigFiles);
    }

    [Fact]
    public void Tokens_come_from_the_environment_for_sidecar_and_app_alike()
    {
        var environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "in", ["APP_API_TOKEN"] = "out" };
        var app = Assert.Single(_folder.Read("version: 1\napps: [ { appDirPath: app, appID: one, appPort: 5001 } ]", environment).Apps);
        Assert.Equal(("in", "out"), (app.Sidecar.DaprApiToken, app.Sidecar.AppApiToken));
        var variables = AppEnvironment.Of(app, new ApiPorts(3500, 50001));
        Assert.Equal(("in", "out", "one"), (variables["DAPR_API_TOKEN"], variables["APP_API_TOKEN"], variables["APP_ID"]));
        Assert.Equal(("5001", "3500", "50001"), (variables["APP_PORT"], variables["DAPR_HTTP_PORT"], variables["DAPR_GRPC_PORT"]));
    }

    [Fact]
    public void A_field_that_Dapr_does_not_know_is_a_warning_that_names_it()
    {
        var warnings = _folder.Read("version: 1\nsurprise: 1\nx-notes: 1\ncommon: { appport: 1 }\napps: [ { appDirPath: app, config: a.yaml } ]").Warnings;
        Assert.Equal(3, warnings.Count);
        Assert.Contains(warnings, warning => warning.Contains("line 5, column 28: apps[0].config", StringComparison.Ordinal) && warning.EndsWith("did you mean configFilePath?", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("common.appport", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("apps: [ { appDirPath: app } ]", "version")]
    [InlineData("version: 1", "apps")]
    [InlineData("version: 1\napps: []", "apps")]
    [InlineData("version: 1\napps: {}", "apps: must be a list")]
    [InlineData("version: 1\napps: [ 1 ]", "apps[0]")]
    [InlineData("version: one\napps: [ { appDirPath: app } ]", "version: must be a whole number")]
    [InlineData("version: 1\napps: [ { appID: x } ]", "apps[0].appDirPath: is required")]
    [InlineData("version: 1\napps: [ { appDirPath: missing } ]", "apps[0].appDirPath: no such folder")]
    [InlineData("version: 1\napps: [ { appDirPath: app, appID: a.b } ]", "apps[0].appID")]
    [InlineData("version: 1\napps: [ { appDirPath: app, appPort: http } ]", "apps[0].appPort: must be a whole number")]
    [InlineData("version: 1\napps: [ { appDirPath: app, appPort: 65536 } ]", "apps[0].appPort")]
    [InlineData("version: 1\napps: [ { appDirPath: app, command: dotnet } ]", "apps[0].command: must be a list")]
    [InlineData("version: 1\napps: [ { appDirPath: app, env: [A] } ]", "apps[0].env: must be a mapping")]
    [InlineData("version: 1\napps: [ { appDirPath: app, env: { A: [1] } } ]", "apps[0].env.A")]
    [InlineData("version: 1\napps: [ { appDirPath: app, logLevel: loud } ]", "apps[0].logLevel")]
    [InlineData("version: 1\napps: [ { appDirPath: app, maxBodySize: huge } ]", "apps[0].maxBodySize")]
    [InlineData("version: 1\napps: [ { appDirPath: app, resourcesPaths: [own, nowhere] } ]", "apps[0].resourcesPaths[1]: no such folder")]
    [InlineData("version: 1\napps: [ { appDirPath: app, configFilePath: nowhere.yaml } ]", "apps[0].configFilePath: no such file")]
    [InlineData("version: 1\ncommon: { resourcesPaths: [nowhere] }\napps: [ { appDirPath: app } ]", "common.resourcesPaths[0]: no such folder")]
    [InlineData("version: 1\ncommon: { enableAppHealthCheck: perhaps }\napps: [ { appDirPath: app } ]", "common.enableAppHealthCheck: must be true or false")]
    [InlineData("version: 1\napps: [ { appDirPath: app, appPort: 5001 }, { appDirPath: plain, appPort: 5001 } ]", "apps[1].appPort: port 5001 is taken by apps[0].appPort")]
    [InlineData("version: 1\napps: [ { appDirPath: app, daprHTTPPort: 3501 }, { appDirPath: plain, daprGRPCPort: 3501 } ]", "apps[1].daprGRPCPort: port 3501 is taken by apps[0].daprHTTPPort")]
    [InlineData("version: 1\napps: [", "not valid YAML")]
    [InlineData("", "not a run template")]
    public void A_template_that_cannot_be_used_is_refused_with_file_field_and_reason(string yaml, string expected)
    {
        var refusal = _folder.Refusal(yaml);
        Assert.StartsWith(_folder.At("dapr.yaml"), refusal, StringComparison.Ordinal);
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_stands_for_the_dapr_yaml_in_it()
    {
        _folder.With("dapr.yaml", "version: 1\napps: [ { appDirPath: app } ]");
        Assert.Equal("app", Assert.Single(RunTemplateReader.Read(_folder.Root, new Dictionary<string, string>()).Apps).Sidecar.AppId);
        Assert.Throws<RunTemplateException>(() => RunTemplateReader.Read(_folder.At("app"), new Dictionary<string, string>()));
    }
}
