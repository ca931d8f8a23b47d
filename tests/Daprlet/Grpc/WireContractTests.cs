using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf.Reflection;

namespace DaprShop.Tests.Daprlet.Grpc;

/// <summary>Names, numbers and types of Dapr 1.19, against what the protos were compiled to. Clients in the field are compiled with Dapr's.</summary>
public sealed class WireContractTests
{
    private static readonly FileDescriptor[] Files =
    [
        DaprReflection.Descriptor,
        AppcallbackReflection.Descriptor,
        .. DaprReflection.Descriptor.Dependencies.Where(file => file.Package.StartsWith("dapr.proto.", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_method_message_and_enum_is_as_in_Dapr()
    {
        var expected = Expected();
        var actual = Files.SelectMany(WireContract.Describe).ToHashSet();

        string[] differences =
        [
            .. expected.Except(actual).Select(line => "missing: " + line),
            .. actual.Except(expected).Select(line => "not in Dapr: " + line),
        ];

        Assert.NotEmpty(expected);
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData("Dapr", "dapr.proto.runtime.v1.Dapr")]
    [InlineData("AppCallback", "dapr.proto.runtime.v1.AppCallback")]
    [InlineData("AppCallbackAlpha", "dapr.proto.runtime.v1.AppCallbackAlpha")]
    [InlineData("AppCallbackHealthCheck", "dapr.proto.runtime.v1.AppCallbackHealthCheck")]
    public void A_service_has_a_server_half_and_a_client_half(string name, string service)
    {
        var halves = typeof(DaprReflection).Assembly.GetType("Daprlet.Grpc.Runtime.V1." + name, throwOnError: true)!;

        Assert.Equal(service, ((ServiceDescriptor)halves.GetProperty("Descriptor")!.GetValue(null)!).FullName);
        Assert.NotNull(halves.GetNestedType(name + "Base"));
        Assert.NotNull(halves.GetNestedType(name + "Client"));
    }

    private static HashSet<string> Expected()
    {
        using var table = new StreamReader(typeof(WireContractTests).Assembly.GetManifestResourceStream("wire-contract.txt")!);
        return [.. table.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
