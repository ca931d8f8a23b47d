using System.Buffers.Text;
using System.Globalization;

namespace Daprlet.Json;

/// <summary>Numbers of 64 bits as Go writes them (strconv.FormatFloat with the shortest digits that read back as the same number).</summary>
public static class GoFloat
{
    /// <summary>As encoding/json writes it: an exponent below 1e-6 and from 1e21, without leading zeros.</summary>
    public static void WriteJson(double value, ByteBuffer output)
    {
        var magnitude = Math.Abs(value);
        if (magnitude is not 0 and (< 1e-6 or >= 1e21))
            WriteExponential(value, output, minimumExponentDigits: 1);
        else
            WriteDecimal(value, output);
    }

    /// <summary>As fmt's <c>%v</c> writes it: an exponent of at least two digits below 1e-4 and from 1e6.</summary>
    public static void WriteText(double value, ByteBuffer output)
    {
        var magnitude = Math.Abs(value);
        if (magnitude is not 0 and (< 1e-4 or >= 1e6))
            WriteExponential(value, output, minimumExponentDigits: 2);
        else
            WriteDecimal(value, output);
    }

    private static void WriteExponential(double value, ByteBuffer output, int minimumExponentDigits)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        var count = Decompose(value, digits, out var point);
        WriteSign(value, output);
        output.Write(digits[0]);
        if (count > 1)
        {
            output.Write((byte)'.');
            output.Write(digits[1..count]);
        }
        var exponent = point - 1;
        output.Write((byte)'e');
        output.Write(exponent < 0 ? (byte)'-' : (byte)'+');
        Span<byte> text = stackalloc byte[4];
        Utf8Formatter.TryFormat(Math.Abs(exponent), text, out var length);
        if (length < minimumExponentDigits)
            output.Write((byte)'0');
        output.Write(text[..length]);
    }

    private static void WriteDecimal(double value, ByteBuffer output)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        var count = Decompose(value, digits, out var point);
        WriteSign(value, output);
        if (point <= 0)
            output.Write((byte)'0');
        for (var i = 0; i < point; i++)
            output.Write(i < count ? digits[i] : (byte)'0');
        if (count <= point)
            return;
        output.Write((byte)'.');
        for (var i = point; i < 0; i++)
            output.Write((byte)'0');
        output.Write(digits[Math.Max(point, 0)..count]);
    }

    private static void WriteSign(double value, ByteBuffer output)
    {
        if (double.IsNegative(value))
            output.Write((byte)'-');
    }

    private const int MaxDigits = 20;

    /// <summary>The significant digits and where the point stands among them: 0.0125 is <c>125</c> with the point at -1; zero has no digits.</summary>
    private static int Decompose(double value, Span<byte> digits, out int point)
    {
        Span<byte> text = stackalloc byte[32];
        Math.Abs(value).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        var count = 0;
        point = 0;
        var seenPoint = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 'E')
            {
                point += int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            if (text[i] == '.')
            {
                seenPoint = true;
                continue;
            }
            var leading = count == 0 && text[i] == '0';
            if (!leading)
                digits[count++] = text[i];
            if (!seenPoint && !leading)
                point++;
            else if (seenPoint && leading)
                point--;
        }
        while (count > 0 && digits[count - 1] == '0')
            count--;
        return count;
    }
}
