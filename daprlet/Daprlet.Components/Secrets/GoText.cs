using System.Text;
using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Components.Secrets;

/// <summary>A scalar as Go's <c>fmt.Sprintf("%s", v)</c> writes it, which daprd uses for the values of a secrets file: what is not text comes out marked.</summary>
internal static class GoText
{
    public static string Of(JsonElement scalar) => scalar.ValueKind switch
    {
        JsonValueKind.String => scalar.GetString()!,
        JsonValueKind.True => "%!s(bool=true)",
        JsonValueKind.False => "%!s(bool=false)",
        JsonValueKind.Number => $"%!s(float64={Number(scalar.GetDouble())})",
        _ => "%!s(<nil>)",
    };

    private static string Number(double value)
    {
        using var text = new ByteBuffer(32);
        GoFloat.WriteText(value, text);
        return Encoding.ASCII.GetString(text.Span);
    }
}
