using System.Text;

namespace Daprlet.Expressions;

/// <summary>CEL's bytes: compared by what they are, in order of the first that differs.</summary>
internal sealed record ExpressionBytes(ReadOnlyMemory<byte> Value)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ExpressionBytes operator +(ExpressionBytes first, ExpressionBytes second) => new((byte[])[.. first.Value.Span, .. second.Value.Span]);

    /// <summary>The text that they are in UTF-8, or null.</summary>
    public string? ToText()
    {
        try
        {
            return Strict.GetString(Value.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    public int CompareTo(ExpressionBytes other) => Value.Span.SequenceCompareTo(other.Value.Span);

    public bool Equals(ExpressionBytes? other) => other is not null && Value.Span.SequenceEqual(other.Value.Span);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }
}
