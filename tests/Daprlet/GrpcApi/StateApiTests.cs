using System.Net.Http.Json;
using System.Text;
using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace DaprShop.Tests.Daprlet.GrpcApi;

public sealed class StateApiTests
{
    [Fact]
    public async Task HTTP_and_gRPC_read_each_others_state()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        using var http = sidecar.Http();
        using var saved = await http.PostAsJsonAsync("state/store", new[] { new { key = "by-http", value = new { a = 1 } } });

        await sidecar.Client.SaveStateAsync(Save("by-grpc", """{"b":2}"""));

        Assert.Equal("""{"a":1}""", (await sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "store", Key = "by-http" })).Data.ToStringUtf8());
        Assert.Equal("""{"b":2}""", await http.GetStringAsync("state/store/by-grpc"));
    }

    [Fact]
    public async Task A_value_is_stored_byte_for_byte_unless_its_metadata_calls_it_JSON()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        await sidecar.Client.SaveStateAsync(Save("bytes", """{ "b": 2, "a": 3.50 }"""));
        await sidecar.Client.SaveStateAsync(Save("json", """{ "b": 2, "a": 3.50 }""", ("contentType", "application/json")));

        Assert.Equal("""{ "b": 2, "a": 3.50 }""", await ReadAsync(sidecar, "bytes"));
        Assert.Equal("""{"a":3.5,"b":2}""", await ReadAsync(sidecar, "json"));
    }

    [Theory]
    [InlineData("not json", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("{} {}", "invalid character '{' after top-level value")]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64")]
    public async Task What_is_called_JSON_and_is_none_is_refused_in_the_words_of_Gos_parser(string value, string expected)
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        var (error, details) = await GrpcSidecar.FailAsync(sidecar.Client.SaveStateAsync(Save("k", value, ("contentType", "application/json"))));

        Assert.Equal((StatusCode.Unknown, expected), (error.StatusCode, error.Status.Detail));
        Assert.Empty(details);
    }

    [Fact]
    public async Task A_stale_etag_is_ABORTED_with_the_reason_in_the_details()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();
        await sidecar.Client.SaveStateAsync(Save("k", "1"));
        var stale = Save("k", "2");
        stale.States[0].Etag = new Etag { Value = "stale" };

        var (error, details) = await GrpcSidecar.FailAsync(sidecar.Client.SaveStateAsync(stale));

        Assert.Equal(StatusCode.Aborted, error.StatusCode);
        Assert.Equal(("ERR_STATE_SAVE", "dapr.io"), Assert.IsType<ErrorInfo>(Assert.Single(details)) is { } info ? (info.Reason, info.Domain) : default);
        Assert.Equal("1", await ReadAsync(sidecar, "k"));
    }

    [Fact]
    public async Task A_key_with_the_separator_is_named_in_the_details()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        var (error, details) = await GrpcSidecar.FailAsync(sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "store", Key = "a||b" }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("a||b", Assert.Single(details.OfType<BadRequest>()).FieldViolations.Single().Field);
        Assert.Equal(("state", "store"), (Assert.Single(details.OfType<ResourceInfo>()).ResourceType, details.OfType<ResourceInfo>().Single().ResourceName));
        Assert.Equal("DAPR_STATE_ILLEGAL_KEY", Assert.Single(details.OfType<ErrorInfo>()).Reason);
    }

    [Fact]
    public async Task An_operation_that_nobody_knows_keeps_the_others_of_its_transaction_from_being_done()
    {
        await using var sidecar = await GrpcSidecar.StartAsync();

        var (error, _) = await GrpcSidecar.FailAsync(sidecar.Client.ExecuteStateTransactionAsync(new ExecuteStateTransactionRequest
        {
            StoreName = "store",
            Operations =
            {
                new TransactionalStateOperation { OperationType = "upsert", Request = new StateItem { Key = "k", Value = ByteString.CopyFromUtf8("1") } },
                new TransactionalStateOperation { OperationType = "shout", Request = new StateItem { Key = "k" } },
            },
        }));

        Assert.Equal((StatusCode.Unimplemented, "operation type shout not supported"), (error.StatusCode, error.Status.Detail));
        Assert.Equal("", await ReadAsync(sidecar, "k"));
    }

    private static async Task<string> ReadAsync(GrpcSidecar sidecar, string key) =>
        Encoding.UTF8.GetString((await sidecar.Client.GetStateAsync(new GetStateRequest { StoreName = "store", Key = key })).Data.Span);

    private static SaveStateRequest Save(string key, string value, params (string Name, string Value)[] metadata) => new()
    {
        StoreName = "store",
        States = { new StateItem { Key = key, Value = ByteString.CopyFromUtf8(value), Metadata = { metadata.ToDictionary(item => item.Name, item => item.Value) } } },
    };
}
