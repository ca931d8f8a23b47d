using System.Collections.Concurrent;

namespace DaprShop.Testing;

/// <summary>Ports that one process has taken: each is an open file that nobody else can open, until it is closed or the process has ended, however it ends.</summary>
/// <param name="folder">Of all processes that share the ports. The files stay, empty: whoever deleted one might delete another's.</param>
public sealed class PortLocks(string folder) : IDisposable
{
    private readonly ConcurrentBag<FileStream> _held = [];

    /// <returns>False when somebody has the port, this process included.</returns>
    public bool TryTake(int port)
    {
        Directory.CreateDirectory(folder);
        try
        {
            _held.Add(new FileStream(Path.Combine(folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Gives the ports back.</summary>
    public void Dispose()
    {
        foreach (var file in _held)
            file.Dispose();
    }
}
