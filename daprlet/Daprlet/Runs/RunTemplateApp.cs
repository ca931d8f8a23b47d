using System.Globalization;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>Resolves one app of a run template: its own fields over the common ones, paths, defaults.</summary>
internal sealed class RunTemplateApp(TemplateSection app, TemplateSection common, string templateFolder, IReadOnlyDictionary<string, string> environment, DateTimeOffset started)
{
    // Fields of subjects that daprlet does not have. They are read, so that a wrong one is found, and have no effect.
    private static readonly string[] PassedOverTexts = ["placementHostAddress", "schedulerHostAddress", "runtimePath"];
    private static readonly string[] PassedOverPorts = ["profilePort", "metricsPort"];

    private readonly string _folder = ExistingFolder(app, "appDirPath", app.Text("appDirPath") ?? throw app.Wrong("appDirPath", "is required"), templateFolder);

    /// <exception cref="RunTemplateException">A field is wrong.</exception>
    public RunApp Resolve()
    {
        ReadPassedOver();
        var appId = AppId();
        return new RunApp
        {
            Sidecar = Sidecar(appId),
            Directory = _folder,
            Command = Command(),
            Environment = Variables(),
            LogLevel = OneOf("logLevel", "info", "debug", "info", "warn", "error", "fatal"),
            AppLog = Log("appLogDestination", "fileAndConsole", $"{appId}_app"),
            SidecarLog = Log("daprdLogDestination", "file", $"{appId}_daprd"),
        };
    }

    private SidecarOptions Sidecar(string appId) => new()
    {
        AppId = appId,
        AppPort = Port("appPort") is > 0 and var port ? port : null,
        AppProtocol = Protocol(),
        AppChannelAddress = app.Text("appChannelAddress") ?? "127.0.0.1",
        AppMaxConcurrency = Number("appMaxConcurrency") ?? -1,
        HttpPort = Port("daprHTTPPort"),
        GrpcPort = Port("daprGRPCPort"),
        InternalPort = Port("daprInternalGRPCPort"),
        ListenAddresses = (Text("apiListenAddresses") ?? "127.0.0.1").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ResourcesPaths = ResourceFolders(),
        ConfigFiles = ConfigFiles(),
        MaxBodyBytes = Quantity("maxBodySize", 4 * 1024 * 1024),
        ReadBufferBytes = (int)Math.Min(int.MaxValue, Quantity("readBufferSize", 4 * 1024)),
        AppHealth = Switch("enableAppHealthCheck") ? Health() : null,
        DaprApiToken = environment.GetValueOrDefault("DAPR_API_TOKEN"),
        AppApiToken = environment.GetValueOrDefault("APP_API_TOKEN"),
        Namespace = environment.GetValueOrDefault("NAMESPACE", ""),
        Environment = environment,
        Faults = SidecarFaults.TryParse(environment.GetValueOrDefault(SidecarFaults.Variable), out var faults, out var problem) ? faults : throw new RunTemplateException(templateFolder, "", problem),
        WorkingDirectory = _folder,
        RemindersFile = Path.Combine(templateFolder, ".dapr", "reminders.db"),
    };

    private string AppId()
    {
        var id = app.Text("appID") ?? Path.GetFileName(_folder);
        return id.Contains('.', StringComparison.Ordinal) || id.Length == 0 ? throw app.Wrong("appID", $"\"{id}\" must not be empty or contain dots") : id;
    }

    private IReadOnlyList<string> Command()
    {
        var command = app.Texts("command") ?? [];
        return command.Count > 0 && command[0].Length == 0 ? throw app.Wrong("command[0]", "must name a program") : command;
    }

    private Dictionary<string, string?> Variables()
    {
        var variables = common.Map("env").ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal);
        foreach (var (name, value) in app.Map("env"))
            variables[name] = value;
        return variables;
    }

    /// <summary>The app's own folders, else <c>.dapr/resources</c> in its folder, else the common ones, else those of the user.</summary>
    private IReadOnlyList<string> ResourceFolders()
    {
        var own = Folders(app, _folder);
        var shared = Folders(common, templateFolder);
        if (own.Count > 0)
            return own;
        var conventional = Path.Combine(_folder, ".dapr", "resources");
        if (Directory.Exists(conventional))
            return [conventional];
        if (shared.Count > 0)
            return shared;
        var users = Path.Combine(Home(), ".dapr", "components");
        return Directory.Exists(users) ? [users] : [];
    }

    private IReadOnlyList<string> ConfigFiles()
    {
        string? Given(TemplateSection section, string folder) => section.Text("configFilePath") is { } path ? ExistingFile(section, "configFilePath", path, folder) : null;
        var own = Given(app, _folder);
        var shared = Given(common, templateFolder);
        string?[] candidates = [own, Conventional(Path.Combine(_folder, ".dapr", "config.yaml")), shared, Conventional(Path.Combine(Home(), ".dapr", "config.yaml"))];
        return candidates.FirstOrDefault(candidate => candidate is not null) is { } file ? [file] : [];
    }

    private RunLog Log(string field, string otherwise, string name)
    {
        var destination = OneOf(field, otherwise, "console", "file", "fileAndConsole") switch
        {
            "console" => LogDestination.Console,
            "file" => LogDestination.File,
            _ => LogDestination.FileAndConsole,
        };
        var file = string.Create(CultureInfo.InvariantCulture, $"{name}_{started:yyyyMMddHHmmss}.log");
        return new RunLog(destination, destination.HasFlag(LogDestination.File) ? Path.Combine(_folder, ".dapr", "logs", file) : null);
    }

    private AppHealthOptions Health()
    {
        var defaults = new AppHealthOptions();
        return new AppHealthOptions
        {
            Path = Text("appHealthCheckPath") ?? defaults.Path,
            Interval = Number("appHealthProbeInterval") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : defaults.Interval,
            Timeout = Number("appHealthProbeTimeout") is > 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : defaults.Timeout,
            Threshold = Number("appHealthThreshold") is > 0 and var threshold ? threshold : defaults.Threshold,
        };
    }

    private string Protocol()
    {
        var protocol = OneOf("appProtocol", "http", "http", "https", "h2c", "grpc", "grpcs");
        return protocol is "http" or "grpc" && Switch("appSSL") ? protocol + "s" : protocol;
    }

    private void ReadPassedOver()
    {
        foreach (var field in PassedOverTexts)
            Text(field);
        foreach (var field in PassedOverPorts)
            Port(field);
        Switch("enableProfiling");
        Switch("enableApiLogging");
        app.Text("unixDomainSocket");
        app.Text("containerImage");
        app.Text("containerImagePullPolicy");
        app.Switch("createService");
    }

    private string? Text(string field)
    {
        var (own, shared) = (app.Text(field), common.Text(field));
        return string.IsNullOrEmpty(own) ? shared : own;
    }

    private int? Number(string field)
    {
        var (own, shared) = (app.Number(field), common.Number(field));
        return own is null or 0 ? shared : own;
    }

    // In Dapr a false of the app does not override a true of the common part.
    private bool Switch(string field)
    {
        var (own, shared) = (app.Switch(field), common.Switch(field));
        return own is true || shared is true;
    }

    private int Port(string field) => app.Number(field) switch
    {
        null or < 0 => 0,
        > 65535 => throw app.Wrong(field, "must be a port, 0 to 65535"),
        { } port => port,
    };

    private long Quantity(string field, long otherwise)
    {
        if (Text(field) is not { } text)
            return otherwise;
        return ByteQuantity.TryParse(text, out var bytes) ? bytes : throw app.Wrong(field, $"must be a size such as 4Mi, not \"{text}\"");
    }

    private string OneOf(string field, string otherwise, params ReadOnlySpan<string> allowed)
    {
        var text = Text(field) ?? otherwise;
        return allowed.Contains(text) ? text : throw app.Wrong(field, $"must be one of {string.Join(", ", allowed.ToArray())}, not \"{text}\"");
    }

    private static IReadOnlyList<string> Folders(TemplateSection section, string folder)
    {
        var list = section.Texts("resourcesPaths") ?? [];
        var single = section.Text("resourcesPath");
        if (list.Count == 0 && single is not null)
            return [ExistingFolder(section, "resourcesPath", single, folder)];
        return [.. list.Select((path, index) => ExistingFolder(section, $"resourcesPaths[{index}]", path, folder))];
    }

    private static string? Conventional(string file) => File.Exists(file) ? file : null;

    private static string ExistingFolder(TemplateSection section, string field, string path, string folder)
    {
        var full = Absolute(path, folder);
        return Directory.Exists(full) ? Path.TrimEndingDirectorySeparator(full) : throw section.Wrong(field, $"no such folder: {full}");
    }

    private static string ExistingFile(TemplateSection section, string field, string path, string folder)
    {
        var full = Absolute(path, folder);
        return File.Exists(full) ? full : throw section.Wrong(field, $"no such file: {full}");
    }

    private static string Absolute(string path, string folder)
    {
        var expanded = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Home() + path[1..] : path;
        return Path.GetFullPath(expanded, folder);
    }

    private static string Home() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
