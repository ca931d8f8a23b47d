using System.Text;

namespace DaprShop.Tests.Daprlet.Resources.Fuzzing;

/// <summary>Makes of YAML that is right what slips, half-done edits and ill will make of it.</summary>
internal static class MutatedText
{
    private static readonly string[] Fragments =
    [
        "", " ", "~", "null", "[]", "{}", "[[]]", "{a: b}", "- ", "-", "? ", ": ", ":", "'", "\"", "\"\\ud800\"", "\"\\0\"", "\\", "#", "|", ">-\n", "&a ", "*a", "<<: *a", "<<: [1]", "<<:", "!!int ", "!!binary ", "!!str ", "!x ", "!<",
        "---", "--- x", "...", "%YAML 1.1", "%TAG ! x", "\t", "\r", "\r\n", "\n", "\n\n", "@", "`", "%", ",", "]", "}", "[", "{", "yes", "off", "0x1F", "1e999", "-1", "99999999999999999999", ".inf", "1_0", "1.0", "2024-01-01", "${X}", "$",
        "\0", "\u0001", "\u0085", "\u2028", "\uFEFF", "\uFFFF", "ü🛒", "\ud800", "/dev/null", "..", "/", "a/b", "kind: Component", "metadata:", "spec:", "name:", "scopes: [x]", "apps:", "env: {A: 1}", "appPort: 1",
    ];

    public static byte[] Of(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
            Mutate(lines, random);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        if (bytes.Length > 0 && random.Next(20) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(40) == 0 ? Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(string.Join('\n', lines))).ToArray() : bytes;
    }

    private static void Mutate(List<string> lines, Random random)
    {
        if (lines.Count == 0)
            lines.Add("");
        var at = random.Next(lines.Count);
        var line = lines[at];
        var place = random.Next(line.Length + 1);
        switch (random.Next(11))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(random.Next(lines.Count), line);
                break;
            case 2:
                lines[at] = $"{line[..place]}{Fragment(random)}{line[place..]}";
                break;
            case 3:
                lines[at] = line.Contains(':', StringComparison.Ordinal) ? $"{line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)]} {Fragment(random)}" : Fragment(random);
                break;
            case 4:
                lines[at] = line[..place];
                break;
            case 5:
                lines[at] = new string(' ', random.Next(6)) + line.TrimStart();
                break;
            case 6:
                lines.RemoveRange(at, random.Next(lines.Count - at + 1));
                break;
            case 7:
                lines[at] = line[..place] + string.Concat(Enumerable.Repeat(Fragment(random), random.Next(1, 300))) + line[place..];
                break;
            case 8:
                lines[at] = string.Concat(line.Select(c => random.Next(12) == 0 ? (char)random.Next(32, 127) : c));
                break;
            case 9:
                lines.Insert(at, Fragment(random));
                break;
            default:
                lines[at] = random.Next(2) == 0 ? line.Replace(": ", ": &a ", StringComparison.Ordinal) : line.Replace(": ", ": *a ", StringComparison.Ordinal);
                break;
        }
    }

    private static string Fragment(Random random) => Fragments[random.Next(Fragments.Length)];
}
