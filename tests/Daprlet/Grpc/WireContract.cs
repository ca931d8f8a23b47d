using Google.Protobuf.Reflection;

namespace DaprShop.Tests.Daprlet.Grpc;

/// <summary>Says in one line for each method, message and enum what two ends of a connection have to agree on.</summary>
internal static class WireContract
{
    public static IEnumerable<string> Describe(FileDescriptor file) =>
    [
        .. file.Services.SelectMany(service => service.Methods).Select(Describe),
        .. file.EnumTypes.Select(Describe),
        .. file.MessageTypes.SelectMany(DescribeWithNested),
    ];

    private static string Describe(MethodDescriptor method) =>
        $"rpc {method.FullName}: {Stream(method.IsClientStreaming)}{method.InputType.FullName} -> {Stream(method.IsServerStreaming)}{method.OutputType.FullName}";

    private static string Stream(bool streams) => streams ? "stream " : "";

    private static IEnumerable<string> DescribeWithNested(MessageDescriptor message) =>
        [Describe(message), .. message.EnumTypes.Select(Describe)];

    private static string Describe(EnumDescriptor type) =>
        $"enum {type.FullName}: {string.Join(", ", type.Values.Select(value => $"{value.Name} = {value.Number}"))}";

    private static string Describe(MessageDescriptor message) =>
        $"message {message.FullName}: {string.Join(", ", message.Fields.InFieldNumberOrder().Select(Describe))}".TrimEnd();

    private static string Describe(FieldDescriptor field) =>
        $"{Choice(field)}{field.Name} = {field.FieldNumber} : {Label(field)}{TypeOf(field)}";

    private static string Choice(FieldDescriptor field) => field.RealContainingOneof is { } choice ? choice.Name + "/" : "";

    private static string Label(FieldDescriptor field) => field switch
    {
        { IsMap: true } => "",
        { IsRepeated: true } => "repeated ",
        { RealContainingOneof: null, ContainingOneof: not null } => "optional ",
        _ => "",
    };

    private static string TypeOf(FieldDescriptor field) => field switch
    {
        { IsMap: true } => $"map<{TypeOf(field.MessageType.FindFieldByNumber(1))}, {TypeOf(field.MessageType.FindFieldByNumber(2))}>",
        { FieldType: FieldType.Message } => field.MessageType.FullName,
        { FieldType: FieldType.Enum } => field.EnumType.FullName,
        _ => field.FieldType.ToString().ToLowerInvariant(),
    };
}
