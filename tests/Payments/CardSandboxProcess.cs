using System.Diagnostics;
using System.Net;
using DaprShop.Testing;
using DaprShop.Testing.Running;

namespace DaprShop.Tests.Payments;

/// <summary>The real sandbox program, which can be killed and started again with the journal that it left.</summary>
internal sealed class CardSandboxProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-cards-").FullName;
    private readonly TimeSpan _slowAnswer;
    private Process? _process;

    private CardSandboxProcess(TimeSpan slowAnswer) => _slowAnswer = slowAnswer;

    /// <summary>Where it listens, whenever it runs.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePorts.Take()}");

    /// <summary>All bytes that it has written down.</summary>
    public byte[] Journal => [.. Directory.GetFiles(_folder).SelectMany(ReadShared)];

    public static async Task<CardSandboxProcess> StartAsync(TimeSpan slowAnswer)
    {
        var sandbox = new CardSandboxProcess(slowAnswer);
        await sandbox.StartAgainAsync();
        return sandbox;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Program()])
        {
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address.ToString(),
                ["CardSandbox__ApiKey"] = CardSandboxHost.ApiKey,
                ["CardSandbox__Journal"] = Path.Combine(_folder, "journal.sqlite"),
                ["CardSandbox__SlowAnswer"] = $"{_slowAnswer}",
                ["Logging__LogLevel__Default"] = "None",
            },
        };
        _process = Process.Start(start)!;
        using var client = new HttpClient { BaseAddress = Address };
        using var limit = new CancellationTokenSource(Limit);
        while (!await AnswersAsync(client, limit.Token)) await Task.Delay(PollInterval, limit.Token);
    }

    /// <summary>Ends it with no chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync().WaitAsync(Limit);
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync("/healthz", cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Program() => Path.Combine(
        Repository.Root, "local", "CardSandbox", "bin", Repository.Configuration, new DirectoryInfo(AppContext.BaseDirectory).Name, "CardSandbox.dll");

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
