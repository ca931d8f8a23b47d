using Daprlet.Runs;

namespace DaprShop.Local;

/// <summary>What the run shows: lines that stay, and in a terminal below them one line that says what is going on. Each change is a single write, so nothing flickers.</summary>
internal sealed class Screen(TextWriter output, AnsiColors colors)
{
    private const string ClearLine = "\r\u001b[K";

    // The longest name of an app, and two spaces.
    private const int NameWidth = 15;

    private readonly Lock _writing = new();
    private readonly bool _isTerminal = colors.IsTerminal;
    private string _status = "";

    public AnsiColors Colors => colors;

    public void Opening(string data, string resources)
    {
        Say(colors.Bold("DaprShop"));
        Say("");
        Row("data", DisplayPath.Of(data));
        Row("backends", DisplayPath.Of(resources));
    }

    /// <summary>A warning of what others than the user can read or change.</summary>
    public void OpenToOthers(string path) =>
        Row("warning", colors.Yellow($"{DisplayPath.Of(path)} is open to others: take their rights away, or use another folder with --data."));

    /// <summary>A line of the table: what, then how it is.</summary>
    public void Row(string what, string text) => Say($"  {colors.Cyan(what.PadRight(NameWidth))}{text}");

    public void Up(TimeSpan elapsed, int port, DataFolder data, string? newPassword)
    {
        Status("");
        Say("");
        Say(colors.Green($"  The shop is up after {elapsed.TotalSeconds:0.0} s."));
        Say("");
        Row("shop", $"http://localhost:{port}");
        Row("API, try it", $"http://localhost:{port}/swagger");
        Row("log in as", newPassword is null
            ? $"admin (password: admin-password in {DisplayPath.Of(data.Secrets)})"
            : $"admin, password {colors.Bold(newPassword)} (also in {DisplayPath.Of(data.Secrets)})");
        Row("logs", DisplayPath.Of(data.Logs));
        Say("");
        Say(colors.Dim("  Ctrl-C ends everything."));
    }

    /// <summary>The first Ctrl-C.</summary>
    public void Stopping()
    {
        Say("");
        Say("Stopping ... Ctrl-C again ends everything at once.");
    }

    /// <summary>The second one.</summary>
    public void Forced() => Say(colors.Red("Ending everything at once."));

    /// <summary>A line that stays.</summary>
    public void Say(string line)
    {
        lock (_writing)
            output.Write(_status.Length == 0 ? line + Environment.NewLine : ClearLine + line + Environment.NewLine + _status);
    }

    /// <summary>What is going on now; empty for nothing. Shown in a terminal only.</summary>
    public void Status(string text)
    {
        if (!_isTerminal)
            return;
        lock (_writing)
        {
            if (_status.Length > 0 || text.Length > 0)
                output.Write(ClearLine + Fitting(text));
            _status = Fitting(text);
        }
    }

    public void EndStatus() => Status("");

    private string Fitting(string text)
    {
        var width = Math.Max(20, Console.WindowWidth - 1);
        return text.Length == 0 ? "" : colors.Dim(text.Length <= width ? text : text[..(width - 1)] + "…");
    }
}
