using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaprShop.Testing;

namespace DaprShop.Tests.Polyglot.Node;

/// <summary>A Node program that is called and listened to over its standard streams (<c>apps/remote.mjs</c>). It ends with its input, and so with the tests.</summary>
internal sealed class NodeApp : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _calls = [];
    private readonly ConcurrentQueue<(string Name, JsonNode? Data)> _events = [];
    private int _lastCall;

    private NodeApp(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a program, and waits until it says that it is ready.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="script">Its file.</param>
    /// <param name="environment">What it is told, beside this process's own environment.</param>
    public static async Task<NodeApp> StartAsync(string folder, string script, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var app = new NodeApp(Process.Start(start)!);
        try
        {
            await app.SeeAsync("ready");
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a function of the program.</summary>
    /// <param name="call">Its path, such as <c>state.get</c>.</param>
    /// <exception cref="NodeException">It threw.</exception>
    public async Task<JsonNode?> CallAsync(string call, params object?[] args)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var answer = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.Serialize(new { id, call, args }, JsonSerializerOptions.Web);
        lock (_process.StandardInput)
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }

        return await answer.Task.WaitAsync(Limit);
    }

    /// <summary>How often something has happened so far.</summary>
    public int Count(string name, Predicate<JsonNode?> matches) => _events.Count(seen => seen.Name == name && matches(seen.Data));

    /// <summary>Waits for an event, and gives its data.</summary>
    public async Task<JsonNode?> SeeAsync(string name, Predicate<JsonNode?>? matches = null)
    {
        (string Name, JsonNode? Data) found = default;
        await Eventually.TrueAsync(() =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"the program has ended: {Log()}");
            found = _events.FirstOrDefault(seen => seen.Name == name && matches?.Invoke(seen.Data) != false);
            return found.Name is not null;
        }, $"{name} of a program");
        return found.Data;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null) return;
        if (!line.StartsWith('{'))
        {
            Note(line);
            return;
        }

        var message = JsonNode.Parse(line)!;
        if ((string?)message["event"] is { } name)
            _events.Enqueue((name, message["data"]));
        else if (_calls.TryRemove((int)message["id"]!, out var call))
            _ = (string?)message["error"] is { } error ? call.TrySetException(new NodeException(error)) : call.TrySetResult(message["result"]);
    }

    private void Note(string? line)
    {
        lock (_log) _log.AppendLine(line);
    }

    private string Log()
    {
        lock (_log) return _log.ToString();
    }
}

/// <summary>What a Node program threw.</summary>
internal sealed class NodeException(string message) : Exception(message);
