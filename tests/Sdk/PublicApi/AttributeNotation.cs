using System.Reflection;
using System.Runtime.Serialization;

namespace DaprShop.Tests.Sdk.PublicApi;

/// <summary>Writes the attributes that a caller of an API can notice.</summary>
internal static class AttributeNotation
{
    /// <summary>The attributes, each followed by a space.</summary>
    public static string Of(MemberInfo member) => string.Concat(member.CustomAttributes.Where(IsVisible).Select(attribute => $"[{Text(attribute)}] "));

    // The compiler's own attributes say nothing that the notation does not say otherwise; the listings leave out how types are serialized.
    private static bool IsVisible(CustomAttributeData attribute) =>
        attribute.AttributeType != typeof(SerializableAttribute)
        && attribute.AttributeType != typeof(DataContractAttribute)
        && attribute.AttributeType.Namespace is not ("System.Runtime.CompilerServices" or "System.Diagnostics" or "System.Reflection");

    private static string Text(CustomAttributeData attribute)
    {
        var name = attribute.AttributeType.Name[..^nameof(Attribute).Length];
        var arguments = attribute.ConstructorArguments.Select(argument => argument.ToString())
            .Concat(attribute.NamedArguments.Select(argument => $"{argument.MemberName} = {Value(argument.TypedValue.Value)}"));
        var list = string.Join(", ", arguments);
        return list.Length == 0 ? name : $"{name}({list})";
    }

    private static string Value(object? value) => value is string text ? $"\"{text}\"" : $"{value}";
}
