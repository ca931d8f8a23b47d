using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DaprShop.Testing.Running;

/// <summary>A running program of a shop, as the operating system sees it (Linux: <c>/proc</c>).</summary>
public sealed record ServiceProcess(int Id, string Program, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Whether it is a service, and not the sandbox, which stands for somebody else's servers.</summary>
    public bool IsService => Program != "CardSandbox";

    /// <summary>The programs that descend from a process.</summary>
    public static IReadOnlyList<ServiceProcess> Under(int ancestor)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToDictionary(id => id, ParentOf);
        bool Descends(int id) => id == ancestor || (parents.TryGetValue(id, out var parent) && parent > 1 && Descends(parent));
        return [.. parents.Keys.Where(id => id != ancestor && Descends(id)).Select(Read).OfType<ServiceProcess>()];
    }

    /// <summary>The remote port of every TCP connection that the process has opened or accepted, with the local one.</summary>
    public IReadOnlyList<(int LocalPort, string RemoteAddress, int RemotePort)> Connections()
    {
        const string Established = "01";
        var own = Directory.EnumerateFiles($"/proc/{Id}/fd").Select(LinkTarget).Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target[8..^1]).ToHashSet();
        return [.. Tables().Where(row => row[3] == Established && own.Contains(row[9]))
            .Select(row => (Port(row[1]), row[2].Split(':')[0], Port(row[2])))];
    }

    /// <summary>The ports that the process listens on.</summary>
    public IReadOnlyList<int> Listening()
    {
        const string Listen = "0A";
        var own = Directory.EnumerateFiles($"/proc/{Id}/fd").Select(LinkTarget).ToHashSet();
        return [.. Tables().Where(row => row[3] == Listen && own.Contains($"socket:[{row[9]}]")).Select(row => Port(row[1])).Distinct()];
    }

    /// <summary>Ends it without a chance to clean up; without effect if it has ended.</summary>
    public void Kill()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended already, which is what the caller wants.
        }
    }

    /// <summary>Whether it has not ended yet.</summary>
    public bool IsRunning => Directory.Exists($"/proc/{Id}") && Read(Id) is not null;

    private IEnumerable<string[]> Tables() => new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadAllLines($"/proc/{Id}/net/{table}").Skip(1))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static int Port(string address) => int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // closed between listing and reading
        }
    }

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // ended between listing and reading
        }
    }

    private static ServiceProcess? Read(int id)
    {
        try
        {
            var program = Strings($"/proc/{id}/cmdline").FirstOrDefault(argument => argument.Contains("services", StringComparison.Ordinal) || argument.StartsWith("bin", StringComparison.Ordinal));
            if (program is null)
                return null;
            var environment = Strings($"/proc/{id}/environ").Select(entry => entry.Split('=', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
            return new ServiceProcess(id, Path.GetFileNameWithoutExtension(program), environment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended between listing and reading
        }
    }

    private static string[] Strings(string file) => Encoding.UTF8.GetString(File.ReadAllBytes(file)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
