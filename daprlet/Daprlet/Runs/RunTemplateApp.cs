using System.Globalization;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>Resolves one app of a run template: its own fields over the common ones, paths, defaults.</summary>
/// <remarks>What is wrong is noted, and the default stands in for it: see <see cref="TemplateSection"/>.</remarks>
internal sealed class RunTemplateApp(TemplateSection app, TemplateSection common, string templateFolder, IReadOnlyDictionary<string, string> environment, DateTimeOffset started)
{
    // Fields of subjects that daprlet does not have. They are read, so that a wrong one is found, and have no effect.
    private static readonly string[] PassedOverTexts = ["placementHostAddress", "schedulerHostAddress", "runtimePath"];
    private static readonly string[] PassedOverPorts = ["profilePort", "metricsPort"];

    /// <summary>The template's own where the app's is not there.</summary>
    private readonly string _folder = TemplatePaths.Folder(app, "appDirPath", templateFolder) ?? templateFolder;

    public RunApp Resolve()
    {
        if (!app.Has("appDirPath"))
            app.AddProblem("appDirPath", "is required");
        ReadPassedOver();
        var appId = AppId();
        var variables = Variables();
        return new RunApp
        {
            Sidecar = Sidecar(appId, WithProcessVariables(variables)),
            Directory = _folder,
            Command = Command(),
            Environment = variables,
            LogLevel = OneOf("logLevel", "info", "debug", "info", "warn", "error", "fatal"),
            AppLog = Log("appLogDestination", "fileAndConsole", $"{appId}_app"),
            SidecarLog = Log("daprdLogDestination", "file", $"{appId}_daprd"),
        };
    }

    private SidecarOptions Sidecar(string appId, Dictionary<string, string> variables) => new()
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
        AppHealth = Health() is var health && Switch("enableAppHealthCheck") ? health : null,
        DaprApiToken = variables.GetValueOrDefault("DAPR_API_TOKEN"),
        AppApiToken = variables.GetValueOrDefault("APP_API_TOKEN"),
        Namespace = variables.GetValueOrDefault("NAMESPACE", ""),
        Environment = variables,
        Faults = SidecarFaults.TryParse(variables.GetValueOrDefault(SidecarFaults.Variable), out var faults, out var problem) ? faults : throw new RunTemplateException($"{templateFolder}: {problem}"),
        WorkingDirectory = _folder,
        RemindersFile = Path.Combine(templateFolder, ".dapr", "reminders.db"),
    };

    private string AppId()
    {
        var id = app.Text("appID") ?? Path.GetFileName(_folder);
        if (id.Length == 0 || id.Contains('.', StringComparison.Ordinal) || id.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            app.AddProblem("appID", $"\"{id}\" must be a name without dots and slashes");
        return id;
    }

    private IReadOnlyList<string> Command()
    {
        var command = app.Texts("command");
        if (command is [{ Length: 0 }, ..])
            app.AddProblem("command[0]", "must name a program");
        return command;
    }

    private Dictionary<string, string?> Variables()
    {
        var variables = common.Map("env").ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal);
        foreach (var (name, value) in app.Map("env"))
            variables[name] = value;
        return variables;
    }

    /// <summary>What the sidecar's resources may refer to: the app's variables over those of the process.</summary>
    private Dictionary<string, string> WithProcessVariables(Dictionary<string, string?> variables)
    {
        var all = new Dictionary<string, string>(environment);
        foreach (var (name, value) in variables)
            all[name] = value ?? "";
        return all;
    }

    /// <summary>Whether the template names the app's folder. Without one there is nothing that relative paths could start from.</summary>
    private bool HasFolder => app.Text("appDirPath") is not null;

    /// <summary>The app's own folders, else <c>.dapr/resources</c> in its folder, else the common ones, else those of the user.</summary>
    private IReadOnlyList<string> ResourceFolders()
    {
        var own = HasFolder ? TemplatePaths.ResourceFolders(app, _folder) : [];
        var shared = TemplatePaths.ResourceFolders(common, templateFolder);
        if (own.Count > 0)
            return own;
        var conventional = Path.Combine(_folder, ".dapr", "resources");
        if (Directory.Exists(conventional))
            return [conventional];
        if (shared.Count > 0)
            return shared;
        var users = Path.Combine(TemplatePaths.Home, ".dapr", "components");
        return Directory.Exists(users) ? [users] : [];
    }

    private IReadOnlyList<string> ConfigFiles()
    {
        var own = HasFolder ? TemplatePaths.File(app, "configFilePath", _folder) : null;
        var shared = TemplatePaths.File(common, "configFilePath", templateFolder);
        string?[] candidates = [own, Path.Combine(_folder, ".dapr", "config.yaml"), shared, Path.Combine(TemplatePaths.Home, ".dapr", "config.yaml")];
        return candidates.FirstOrDefault(File.Exists) is { } file ? [file] : [];
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
        return Switch("appSSL") && protocol is ("http" or "grpc") ? protocol + "s" : protocol;
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
        app.Texts("resourcesPaths");
        app.Text("resourcesPath");
        app.Text("configFilePath");
    }

    private string? Text(string field)
    {
        var (own, shared) = (app.Text(field), common.Text(field));
        return own ?? shared;
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

    private int Port(string field)
    {
        var port = app.Number(field) ?? 0;
        if (port > ushort.MaxValue)
            app.AddProblem(field, "must be a port, 0 to 65535");
        return Math.Clamp(port, 0, ushort.MaxValue);
    }

    private long Quantity(string field, long otherwise)
    {
        if (Text(field) is not { } text)
            return otherwise;
        if (ByteQuantity.TryParse(text, out var bytes))
            return bytes;
        Giver(field).AddProblem(field, $"must be a size such as 4Mi, not \"{text}\"");
        return otherwise;
    }

    private string OneOf(string field, string otherwise, params ReadOnlySpan<string> allowed)
    {
        var text = Text(field) ?? otherwise;
        if (allowed.Contains(text))
            return text;
        Giver(field).AddProblem(field, $"must be one of {string.Join(", ", allowed.ToArray())}, not \"{text}\"");
        return otherwise;
    }

    /// <summary>The section that the value of a field comes from.</summary>
    private TemplateSection Giver(string field) => app.Text(field) is null ? common : app;
}
