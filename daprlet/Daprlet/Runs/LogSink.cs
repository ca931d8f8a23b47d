using System.Text;
using Daprlet.Processes;

namespace Daprlet.Runs;

/// <summary>Takes lines to where a <see cref="RunLog"/> wants them.</summary>
internal sealed class LogSink(RunLog log, Action<string> onConsole) : TextWriter
{
    private readonly RotatingLog? _file = log is { File: { } path } && log.Destination.HasFlag(LogDestination.File) ? new RotatingLog(path) : null;

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        var line = value ?? "";
        _file?.WriteLine(line);
        if (log.Destination.HasFlag(LogDestination.Console))
            onConsole(line);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }
}
