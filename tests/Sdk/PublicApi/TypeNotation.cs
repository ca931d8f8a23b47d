using System.Reflection;

namespace DaprShop.Tests.Sdk.PublicApi;

/// <summary>Writes types as C# does, with nullability, the way the listings do.</summary>
internal static class TypeNotation
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(double)] = "double",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
    };

    public static string Name(Type type) => Name(type, null);

    /// <summary>The type of a parameter, property or return value.</summary>
    public static string Name(NullabilityInfo info) => Name(info.Type, info);

    private static string Name(Type type, NullabilityInfo? info)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Name(underlying, null)}?";

        var name = type switch
        {
            { IsByRef: true } => Name(type.GetElementType()!, info?.ElementType),
            { IsArray: true } => $"{Name(type.GetElementType()!, info?.ElementType)}[]",
            { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{Arguments(type, info)}>",
            _ => Keywords.GetValueOrDefault(type, type.Name),
        };
        return info is { ReadState: NullabilityState.Nullable } && !type.IsValueType && !type.IsGenericParameter ? $"{name}?" : name;
    }

    private static string Arguments(Type type, NullabilityInfo? info) =>
        string.Join(", ", type.GetGenericArguments().Select((argument, index) => Name(argument, info?.GenericTypeArguments.ElementAtOrDefault(index))));
}
