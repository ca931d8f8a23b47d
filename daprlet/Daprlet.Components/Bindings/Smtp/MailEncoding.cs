using System.Globalization;
using System.Text;

namespace Daprlet.Components.Bindings.Smtp;

/// <summary>Text in the forms that mail has for it (RFC 2045, RFC 2047, RFC 5322).</summary>
internal static class MailEncoding
{
    /// <summary>The longest line of quoted-printable text, the sign of its continuation included.</summary>
    private const int MaxLine = 76;

    /// <summary>How many bytes of UTF-8 fit into one encoded word, whose length is limited to 75.</summary>
    private const int MaxWordBytes = 45;

    public static string Date(DateTimeOffset time) => time.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    /// <summary>Free text of a header: as it is where it can be, else in encoded words.</summary>
    public static string Words(string text) => Ascii.IsValid(text) ? Fold(text) : Encoded(text);

    /// <summary>The name before an address.</summary>
    public static string Phrase(string name) => Ascii.IsValid(name) ? $"\"{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : Encoded(name);

    /// <summary>A body of lines; ends with a line break.</summary>
    public static string QuotedPrintable(string text)
    {
        var encoded = new StringBuilder(text.Length + 64);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            AppendLine(encoded, Encoding.UTF8.GetBytes(line));
            encoded.Append("\r\n");
        }
        return encoded.ToString();
    }

    private static void AppendLine(StringBuilder encoded, byte[] line)
    {
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var plain = line[i] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (line[i] is (byte)' ' or (byte)'\t' && !isLast);
            var needed = plain ? 1 : 3;
            if (length + needed > (isLast ? MaxLine : MaxLine - 1))
            {
                encoded.Append("=\r\n");
                length = 0;
            }
            if (plain)
                encoded.Append((char)line[i]);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"={line[i]:X2}");
            length += needed;
        }
    }

    /// <summary>Breaks long lines where there are blanks.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length + 8);
        var length = "Subject: ".Length;
        foreach (var word in text.Split(' '))
        {
            if (folded.Length > 0)
            {
                var breaks = length + 1 + word.Length > MaxLine && word.Length > 0;
                folded.Append(breaks ? "\r\n " : " ");
                length = breaks ? 1 : length + 1;
            }
            folded.Append(word);
            length += word.Length;
        }
        return folded.ToString();
    }

    private static string Encoded(string text)
    {
        var words = new List<string>();
        var bytes = new List<byte>();
        foreach (var rune in text.EnumerateRunes())
        {
            var utf8 = Encoding.UTF8.GetBytes(rune.ToString());
            if (bytes.Count + utf8.Length > MaxWordBytes)
                Flush();
            bytes.AddRange(utf8);
        }
        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            words.Add($"=?UTF-8?B?{Convert.ToBase64String([.. bytes])}?=");
            bytes.Clear();
        }
    }
}
