using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Serialization;
using Dapr.Actors.Communication;

namespace Dapr.Actors.Description;

/// <summary>
/// A data contract with a field for each argument of a method, or one for its result. Such a type is made at run time, for its name and
/// those of its fields are what the wire shows: a record of arrays would be another format.
/// </summary>
internal sealed class MessageBody
{
    private readonly FieldInfo[] _fields;

    public MessageBody(ModuleBuilder module, string name, IEnumerable<(string Name, Type Type)> fields)
    {
        var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class);
        type.SetCustomAttribute(Attribute(typeof(DataContractAttribute), nameof(DataContractAttribute.Namespace), DataContracts.Namespace));
        var names = new List<string>();
        foreach (var field in fields)
        {
            type.DefineField(field.Name, field.Type, FieldAttributes.Public)
                .SetCustomAttribute(Attribute(typeof(DataMemberAttribute), nameof(DataMemberAttribute.IsRequired), false));
            names.Add(field.Name);
        }

        Type = type.CreateType();
        _fields = [.. names.Select(field => Type.GetField(field)!)];
    }

    public Type Type { get; }

    public object Pack(object?[] values)
    {
        var body = Activator.CreateInstance(Type)!;
        for (var index = 0; index < _fields.Length; index++)
            _fields[index].SetValue(body, values[index]);

        return body;
    }

    /// <exception cref="SerializationException">There is no body, though something must be in it.</exception>
    public object?[] Unpack(object? body) => body is null
        ? throw new SerializationException($"The message has no {Type.Name}.")
        : [.. _fields.Select(field => field.GetValue(body))];

    private static CustomAttributeBuilder Attribute(Type type, string property, object value) =>
        new(type.GetConstructor(Type.EmptyTypes)!, [], [type.GetProperty(property)!], [value]);
}
