using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DaprShop.Tests.Local;

/// <summary>A run of <c>local</c> as its user starts it, with what it prints.</summary>
internal sealed partial class LocalProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly HttpClient Http = new();

    private readonly Process _process;
    private readonly Lock _printing = new();
    private readonly List<string> _lines = [];

    private LocalProcess(Process process, string data)
    {
        _process = process;
        Data = data;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    /// <summary>Everything printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_printing)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts with <c>--data</c> and, unless it is among the arguments, a free port.</summary>
    public static LocalProcess Start(BuiltTree tree, string data, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] port = arguments.Any(argument => argument is "--port" or "secrets") ? [] : ["--port", "0"];
        foreach (var argument in new[] { tree.Program }.Concat(arguments).Concat(port).Concat(["--data", data]))
            start.ArgumentList.Add(argument);
        return new LocalProcess(Process.Start(start)!, data);
    }

    /// <summary>Starts and waits until the shop is up.</summary>
    public static async Task<LocalProcess> UpAsync(BuiltTree tree, string data, params IReadOnlyList<string> arguments)
    {
        var run = Start(tree, data, arguments);
        await run.SaysAsync("The shop is up");
        await run.SaysAsync("Ctrl-C ends everything");
        return run;
    }

    /// <summary>Waits until the text has been printed.</summary>
    public Task SaysAsync(string text) => UntilAsync(() => Output.Contains(text, StringComparison.Ordinal), () => $"\"{text}\" was not printed, but:\n{Output}");

    /// <summary>Where an app or one of its instances listens.</summary>
    public Uri AddressOf(string app) => new(AppRow().Matches(Output).First(row => row.Groups["app"].Value == app).Groups["address"].Value);

    public Task<string> GetAsync(string app, string path) => Http.GetStringAsync(new Uri(AddressOf(app), path));

    public async Task<string> PostAsync(string app, string path)
    {
        using var response = await Http.PostAsync(new Uri(AddressOf(app), path), null);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>A client for the API of an app's sidecar, with the app's token.</summary>
    public async Task<HttpClient> SidecarOfAsync(string app)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{await GetAsync(app, "/environment/DAPR_HTTP_PORT")}") };
        client.DefaultRequestHeaders.Add("dapr-api-token", await GetAsync(app, "/environment/DAPR_API_TOKEN"));
        return client;
    }

    /// <summary>The id of an app's process, asked of the app itself.</summary>
    public async Task<int> ProcessOfAsync(string app) => int.Parse(await GetAsync(app, "/process"));

    public void Signal(int signal) => _ = SendSignal(_process.Id, signal);

    /// <summary>Waits for the end and answers the exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    public static Task GoneAsync(int process) => UntilAsync(() => !IsAlive(process), () => $"process {process} still runs");

    public static bool IsAlive(int process)
    {
        // A process that has ended stays in the table until somebody asks for its exit code.
        var stat = $"/proc/{process}/stat";
        if (OperatingSystem.IsLinux() && File.Exists(stat))
            return !File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        return SendSignal(process, 0) == 0;
    }

    public static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(since.Elapsed < Limit, otherwise());
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(Terminate);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_printing)
            _lines.Add(line ?? "");
    }

    [GeneratedRegex(@"^  (?<app>\S+) +up at (?<address>\S+)", RegexOptions.Multiline)]
    private static partial Regex AppRow();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
