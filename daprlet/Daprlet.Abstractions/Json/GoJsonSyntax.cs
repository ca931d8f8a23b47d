namespace Daprlet.Json;

/// <summary>Says what is wrong with a text that is no JSON, in the words of Go's parser (encoding/json), which reach users through Dapr's errors.</summary>
public static class GoJsonSyntax
{
    /// <summary>What is wrong with a text that ought to be one JSON value; null when nothing is.</summary>
    public static string? ErrorIn(ReadOnlySpan<byte> text)
    {
        var scanner = new GoJsonScanner(text);
        return scanner.ReadValue() ?? scanner.ReadEnd();
    }

    /// <summary>What is wrong with the first JSON value of a text, whatever follows it, as Go's decoder of streams says it; null when nothing is.</summary>
    public static string? ErrorInFirstValue(ReadOnlySpan<byte> text)
    {
        if (text.Trim(" \t\r\n"u8).IsEmpty)
            return "EOF";
        var error = new GoJsonScanner(text).ReadValue();
        return error == GoJsonScanner.UnexpectedEnd ? "unexpected EOF" : error;
    }
}
