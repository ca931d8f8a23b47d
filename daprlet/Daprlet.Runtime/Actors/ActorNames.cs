using System.Buffers;
using Daprlet.Invocation;
using Daprlet.Json;

namespace Daprlet.Actors;

/// <summary>What names of actors, reminders and timers may be: they become segments of a path (Dapr, method.ValidateName).</summary>
internal static class ActorNames
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("#?\0/\\");

    /// <summary>What is wrong with a name, in Dapr's words; null when nothing is.</summary>
    public static string? Check(string name)
    {
        if (name.AsSpan().ContainsAny(Forbidden))
            return $"name contains forbidden character: {Quoted(name)}";
        var position = 0; // Dapr counts the bytes of UTF-8
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is < ' ' or 0x7f)
                return $"name contains control character at position {position}: {Quoted(name)}";
            position += rune.Utf8SequenceLength;
        }
        return name is "." or ".." ? $"name is a path traversal sequence: {Quoted(name)}" : null;
    }

    private static string Quoted(string name) => GoQuote.Quote(MethodPath.Bytes(name));
}
