using System.Text.Json;

namespace Daprlet.Expressions;

/// <summary>A type as a value of expressions: what <c>type(x)</c> says, and what the names of CEL's types stand for.</summary>
/// <param name="Name">As CEL names it.</param>
internal sealed record ExpressionType(string Name)
{
    private static readonly Dictionary<string, ExpressionType> Named =
        new[] { "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint" }.ToDictionary(name => name, name => new ExpressionType(name), StringComparer.Ordinal);

    /// <summary>The type of that name, or null.</summary>
    public static ExpressionType? Find(string name) => Named.GetValueOrDefault(name);

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
