using System.Globalization;
using System.Text;
using Daprlet.Files;

namespace Daprlet.Processes;

/// <summary>A log file of bounded size: a full one is renamed to <c>name.1</c>, the one before to <c>name.2</c>, and so on; the oldest is deleted. Safe for concurrent use.</summary>
public sealed class RotatingLog : IDisposable
{
    private readonly Lock _writing = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _olderFiles;
    private FileStream? _file;

    /// <summary>Opens a new file; one that is there from an earlier run is kept as an older one.</summary>
    /// <param name="path">Its folder is created where it is missing.</param>
    /// <param name="maxBytes">The size at which a file is full.</param>
    /// <param name="olderFiles">How many full files are kept.</param>
    public RotatingLog(string path, long maxBytes = 10 * 1024 * 1024, int olderFiles = 3)
    {
        _path = path;
        _maxBytes = maxBytes;
        _olderFiles = olderFiles;
        OwnerOnly.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Rotate();
    }

    /// <summary>Appends a line; does nothing once disposed.</summary>
    public void WriteLine(string line)
    {
        lock (_writing)
        {
            if (_file is null)
                return;
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            if (_file.Length > 0 && _file.Length + bytes.Length > _maxBytes)
                Rotate();
            _file.Write(bytes);
            _file.Flush();
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Rotate()
    {
        _file?.Dispose();
        for (var age = _olderFiles; age > 0; age--)
        {
            if (File.Exists(Older(age - 1)))
                File.Move(Older(age - 1), Older(age), overwrite: true);
        }
        _file = OwnerOnly.Open(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private string Older(int age) => age == 0 ? _path : string.Create(CultureInfo.InvariantCulture, $"{_path}.{age}");
}
