using System.Text.Json.Nodes;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Trailers = Grpc.Core.Metadata;

namespace DaprShop.Tests.Daprlet.Actors;

/// <summary>Calls of actors and their state over gRPC, of an app that hosts them over HTTP.</summary>
public sealed class ActorGrpcTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private HostingApp _host = null!;
    private GrpcCaller _caller = null!;
    private IHeaderDictionary _headers = null!;
    private int _running;

    public async ValueTask InitializeAsync()
    {
        var store = DaprletHost.Component("actors", "state.sqlite", ("connectionString", ":memory:"), ("actorStateStore", "true"));
        _host = await HostingApp.StartAsync("""{"entities": ["Cart"]}""", AnswerAsync, new() { AppId = "host", Components = [store] });
        _caller = new GrpcCaller(_host.Sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_call_arrives_as_a_PUT_with_its_metadata_and_nothing_of_the_calls_own()
    {
        var request = new InvokeActorRequest
        {
            ActorType = "Cart",
            ActorId = "1",
            Method = "../echo",
            Data = ByteString.CopyFrom(0, 255),
            Metadata =
            {
                { "X-Mine", "grün" }, { "Content-Type", "application/json" }, { "host", "elsewhere" }, { "Connection", "close" }, { "X-Broken", "a\nb" },
                { "Dapr-Caller-App-Id", "forged" }, { "dapr-caller-namespace", "forged" }, { "dapr-callee-app-id", "forged" }, { "dapr-api-call", "false" },
            },
        };

        var answer = await _caller.Client.InvokeActorAsync(request, new Trailers { { "x-call", "1" } });

        Assert.Equal([0, 255], answer.Data.ToByteArray());
        Assert.Equal(["PUT /actors/Cart/1/method/echo"], _host.Received);
        Assert.Equal("grün", _headers["X-Mine"]);
        Assert.Equal(("host", "default", "true"), ((string?)_headers["dapr-caller-app-id"], (string?)_headers["dapr-caller-namespace"], (string?)_headers["dapr-api-call"]));
        Assert.StartsWith("127.0.0.1:", _headers.Host, StringComparison.Ordinal);
        Assert.All(["Content-Type", "X-Broken", "X-Call", "dapr-callee-app-id"], name => Assert.False(_headers.ContainsKey(name), name));
    }

    [Fact]
    public async Task Calls_over_both_transports_share_the_turns_of_an_actor()
    {
        var first = InvokeAsync("Cart", "1", "hold");
        await _gate.Entered;
        var others = Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? InvokeAsync("Cart", "1", "count") : OverHttpAsync("Cart/1", "count")).ToList();
        await InvokeAsync("Cart", "2", "free");

        _gate.Open();
        await Task.WhenAll([first, .. others]);
        Assert.Equal(12, _host.Received.Count);
    }

    [Fact]
    public async Task What_fails_is_said_in_Daprs_words_and_without_details()
    {
        await ThrowsAsync(StatusCode.Internal, "error invoke actor method: error from actor service: (500) broken", () => InvokeAsync("Cart", "1", "broken"));
        await ThrowsAsync(StatusCode.Internal, "error invoke actor method: actor method not found: actors/Cart/1/method/unknown", () => InvokeAsync("Cart", "1", "unknown"));
        await ThrowsAsync(StatusCode.FailedPrecondition, "failed to lookup actor: api error: code = FailedPrecondition desc = did not find address for actor '/'", () => InvokeAsync("Cart", "", "add"));
        await ThrowsAsync(StatusCode.InvalidArgument, "invalid actorId: name contains forbidden character: \"a/b\"", () => InvokeAsync("Cart", "a/b", "add"));
        await ThrowsAsync(StatusCode.InvalidArgument, "invalid actor method: method contains forbidden character: \"a%2Fb\"", () => InvokeAsync("Cart", "1", "a%2Fb"));
        await ThrowsAsync(
            StatusCode.PermissionDenied, "actor type \"dapr.internal.x\" is reserved for the Dapr workflow runtime; direct actor API access is not permitted", () => InvokeAsync("dapr.internal.x", "1", "add"));
        Assert.Equal("mine", (await InvokeAsync("Cart", "1", "reported")).Data.ToStringUtf8());
    }

    [Fact]
    public async Task State_is_bytes_all_of_it_saved_or_nothing()
    {
        await InvokeAsync("Cart", "1", "add");
        var value = new Any { TypeUrl = "type.googleapis.com/google.protobuf.StringValue", Value = ByteString.CopyFrom(10, 2, 255) };
        await TransactAsync("1", Upsert("bytes", value), Upsert("none", null), Upsert("json", new Any { Value = ByteString.CopyFromUtf8("""{"b":1.50}""") }));
        await TransactAsync("1", new TransactionalActorStateOperation { OperationType = "delete", Key = "none" });

        Assert.Equal([10, 2, 255], (await StateAsync("1", "bytes")).ToByteArray());
        Assert.Equal("""{"b":1.50}""", (await StateAsync("1", "json")).ToStringUtf8());
        Assert.Empty(await StateAsync("1", "none"));
        Assert.Equal(1.5m, (decimal?)JsonNode.Parse(await _host.Client.GetStringAsync("actors/Cart/1/state/json", TestContext.Current.CancellationToken))!["b"]);

        var unknown = await Assert.ThrowsAsync<RpcException>(() => TransactAsync("1", Upsert("more", value), new TransactionalActorStateOperation { OperationType = "merge", Key = "a" }));
        Assert.Equal((StatusCode.Unimplemented, "operation type merge not supported"), (unknown.StatusCode, unknown.Status.Detail));
        Assert.Contains(unknown.Trailers, trailer => trailer.Key == "grpc-status-details-bin");
        await ThrowsAsync(StatusCode.Internal, "error saving actor transaction state: missing key", () => TransactAsync("1", Upsert("more", value), Upsert("", value)));
        Assert.Empty(await StateAsync("1", "more"));
    }

    [Fact]
    public async Task Only_an_active_actor_saves_its_state()
    {
        await ThrowsAsync(StatusCode.Internal, "actor instance is missing", () => TransactAsync("asleep", Upsert("a", new Any())));
        await ThrowsAsync(
            StatusCode.PermissionDenied,
            "actor type \"dapr.internal.x\" is reserved for the Dapr workflow runtime; direct actor API access is not permitted",
            () => _caller.Client.GetActorStateAsync(new() { ActorType = "dapr.internal.x", ActorId = "1", Key = "a" }).ResponseAsync);
        Assert.Empty(await StateAsync("asleep", "a"));
    }

    private static TransactionalActorStateOperation Upsert(string key, Any? value) => new() { OperationType = "upsert", Key = key, Value = value };

    private static async Task ThrowsAsync(StatusCode code, string message, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, message), (error.StatusCode, error.Status.Detail));
        Assert.DoesNotContain(error.Trailers, trailer => trailer.Key == "grpc-status-details-bin");
    }

    private async Task AnswerAsync(HttpContext http)
    {
        _headers = new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/actors/Cart/1/method/", StringComparison.Ordinal))
            Assert.Equal(1, Interlocked.Increment(ref _running));
        switch (path.Split('/')[^1])
        {
            case "hold":
                await _gate.WaitAsync();
                break;
            case "echo":
                await http.Request.Body.CopyToAsync(http.Response.Body);
                break;
            case "unknown":
                http.Response.StatusCode = 404;
                break;
            case "broken":
                http.Response.StatusCode = 500;
                await http.Response.WriteAsync("broken");
                break;
            case "reported":
                http.Response.Headers["X-DaprErrorResponseHeader"] = "true";
                await http.Response.WriteAsync("mine");
                break;
        }
        if (path.StartsWith("/actors/Cart/1/method/", StringComparison.Ordinal))
            Interlocked.Decrement(ref _running);
    }

    private Task<InvokeActorResponse> InvokeAsync(string type, string id, string method) =>
        _caller.Client.InvokeActorAsync(new() { ActorType = type, ActorId = id, Method = method }, deadline: DateTime.UtcNow + HostingApp.Limit).ResponseAsync;

    private async Task<InvokeActorResponse> OverHttpAsync(string actor, string method)
    {
        using var answer = await _host.CallAsync(actor, method);
        Assert.True(answer.IsSuccessStatusCode);
        return new InvokeActorResponse();
    }

    private Task<Empty> TransactAsync(string id, params ReadOnlySpan<TransactionalActorStateOperation> operations)
    {
        var request = new ExecuteActorStateTransactionRequest { ActorType = "Cart", ActorId = id };
        foreach (var operation in operations)
            request.Operations.Add(operation);
        return _caller.Client.ExecuteActorStateTransactionAsync(request).ResponseAsync;
    }

    private async Task<ByteString> StateAsync(string id, string key) => (await _caller.Client.GetActorStateAsync(new() { ActorType = "Cart", ActorId = id, Key = key })).Data;
}
