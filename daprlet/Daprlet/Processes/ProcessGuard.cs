using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Daprlet.Processes;

/// <summary>
/// Sees to it that no child outlives this process, even if it is killed: on Windows by a job object, elsewhere by a guardian process, which
/// learns of each child over a pipe.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    // Held for the life of this process: it is in the job itself and would end with the handle.
    private static SafeHandle? _job;

    private readonly Lock _guarding = new();
    private readonly HashSet<int> _children = [];
    private readonly string? _lockFile;
    private Process? _guardian;

    /// <param name="lockFile">A file that the guardian holds as long as children may run, so that a next run can wait for it; null for none.</param>
    public ProcessGuard(string? lockFile)
    {
        _lockFile = lockFile;
        if (OperatingSystem.IsWindows())
            _job ??= WindowsProcess.EnterJobThatEndsWithThisProcess();
        else
            _guardian = StartGuardian();
    }

    public void Add(int child)
    {
        lock (_guarding)
        {
            _children.Add(child);
            Tell('+', child);
        }
    }

    public void Remove(int child)
    {
        lock (_guarding)
        {
            _children.Remove(child);
            Tell('-', child);
        }
    }

    /// <summary>Lets the guardian go; children that still run are ended.</summary>
    public void Dispose()
    {
        lock (_guarding)
        {
            _guardian?.StandardInput.Close();
            _guardian?.Dispose();
            _guardian = null;
        }
    }

    private Process StartGuardian()
    {
        var start = _lockFile is null ? HiddenCommands.Start(HiddenCommands.Guard) : HiddenCommands.Start(HiddenCommands.Guard, _lockFile);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start) ?? throw new InvalidOperationException("the guardian process did not start");
    }

    private void Tell(char what, int child)
    {
        if (_guardian is null)
            return;
        try
        {
            Write(_guardian, what, child);
        }
        catch (IOException)
        {
            // Somebody has ended the guardian: another one takes over.
            _guardian.Dispose();
            _guardian = StartGuardian();
            foreach (var other in _children)
                Write(_guardian, '+', other);
        }
    }

    private static void Write(Process guardian, char what, int child)
    {
        guardian.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}{child}"));
        guardian.StandardInput.Flush();
    }
}
