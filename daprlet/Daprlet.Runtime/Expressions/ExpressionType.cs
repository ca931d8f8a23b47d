using System.Text.Json;

namespace Daprlet.Expressions;

/// <summary>A type as a value of expressions: what <c>type(x)</c> says, and what the names of CEL's types stand for.</summary>
/// <param name="Name">As CEL names it.</param>
internal sealed record ExpressionType(string Name)
{
    /// <summary>The type of that name, or null.</summary>
    public static ExpressionType? Find(string name) =>
        name is "bool" or "bytes" or "double" or "int" or "list" or "map" or "null_type" or "string" or "type" or "uint" ? new ExpressionType(name) : null;

    public static ExpressionType Of(object? value) => new(value switch
    {
        null => "null_type",
        bool => "bool",
        long => "int",
        ulong => "uint",
        double => "double",
        ExpressionBytes => "bytes",
        string => "string",
        DateTimeOffset => "google.protobuf.Timestamp",
        TimeSpan => "google.protobuf.Duration",
        ExpressionType => "type",
        JsonElement { ValueKind: JsonValueKind.Object } or IReadOnlyDictionary<object, object?> => "map",
        _ => "list",
    });
}
