using System.Reflection;
using System.Runtime.CompilerServices;

namespace DaprShop.Tests.Sdk.PublicApi;

/// <summary>Writes a type and its public and protected members in the notation of the listings.</summary>
internal static class ApiNotation
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Heading(Type type)
    {
        var bases = Bases(type).Select(TypeNotation.Name).ToList();
        var inheritance = bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
        return $"[{type.Namespace}] {AttributeNotation.Of(type)}{Kind(type)} {TypeNotation.Name(type)}{inheritance}{Constraints(type.GetGenericArguments())}";
    }

    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return [string.Join(", ", type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{AttributeNotation.Of(field)}{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}"))];

        return type.GetFields(Declared).Where(IsVisible).Select(Text)
            .Concat(type.GetConstructors(Declared).Where(IsVisible).Select(Text))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Text))
            .Concat(type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName).Select(Text));
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => $"abstract {Class(type)}",
        { IsSealed: true } => $"sealed {Class(type)}",
        _ => Class(type),
    };

    private static string Class(Type type) => type.GetMethod("<Clone>$", Declared) is null ? "class" : "record";

    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum)
            return [];

        var inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(contract => contract.GetInterfaces()));
        var own = type.GetInterfaces().Except(inherited);
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? own.Prepend(parent) : own;
    }

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Text(FieldInfo field) => field.IsLiteral
        ? $"{AttributeNotation.Of(field)}public const {TypeNotation.Name(field.FieldType)} {field.Name} = \"{field.GetRawConstantValue()}\""
        : $"{AttributeNotation.Of(field)}public {(field.IsStatic ? "static " : "")}{TypeNotation.Name(field.FieldType)} {field.Name}";

    private static string Text(ConstructorInfo constructor) =>
        $"{AttributeNotation.Of(constructor)}{Access(constructor)} {constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";

    private static string Text(PropertyInfo property)
    {
        var main = property.GetAccessors(nonPublic: true).Where(IsVisible).OrderBy(accessor => !accessor.IsPublic).First();
        var type = TypeNotation.Name(Nullability.Create(property));
        return $"{AttributeNotation.Of(property)}{Access(main)} {Modifiers(main)}{type} {property.Name} {{ {Accessors(property, main)}}}";
    }

    private static string Text(MethodInfo method)
    {
        var type = TypeNotation.Name(Nullability.Create(method.ReturnParameter));
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNotation.Name))}>" : "";
        return $"{AttributeNotation.Of(method)}{Access(method)} {Modifiers(method)}{type} {method.Name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())}";
    }

    private static string Access(MethodBase method) => method switch
    {
        { IsPublic: true } => "public",
        { IsFamily: true } => "protected",
        _ => "protected internal",
    };

    private static string Modifiers(MethodInfo method) => method switch
    {
        { DeclaringType.IsInterface: true } => "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Accessors(PropertyInfo property, MethodInfo main)
    {
        var setter = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) is true ? "init" : "set";
        return Accessor(property.GetMethod, "get") + Accessor(property.SetMethod, setter);

        string Accessor(MethodInfo? accessor, string name) => accessor switch
        {
            null => "",
            _ when !IsVisible(accessor) => "",
            _ when Access(accessor) == Access(main) => $"{name}; ",
            _ => $"{Access(accessor)} {name}; ",
        };
    }

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Text));
    }

    private static string Text(ParameterInfo parameter)
    {
        var type = TypeNotation.Name(Nullability.Create(parameter));
        var passing = parameter.IsOut ? "out " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{passing}{type} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null when parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null => "default",
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        var value when parameter.ParameterType.IsEnum => $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, value)}",
        var value => $"{value}",
    };

    private static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var types = parameter.GetGenericParameterConstraints().Select(TypeNotation.Name);
        IEnumerable<string> all =
        [
            .. attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. types,
            .. attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? ["new()"] : Array.Empty<string>(),
        ];
        return all.Any() ? $" where {parameter.Name} : {string.Join(", ", all)}" : "";
    }
}
