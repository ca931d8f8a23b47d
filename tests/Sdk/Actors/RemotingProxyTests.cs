using System.Text;
using System.Text.RegularExpressions;
using Dapr.Actors;
using Dapr.Actors.Client;

namespace DaprShop.Tests.Sdk.Actors;

public sealed partial class RemotingProxyTests : IDisposable
{
    private readonly RecordingHandler _sidecar = new();

    public void Dispose() => _sidecar.Dispose();

    [Theory]
    [MemberData(nameof(RemotingExchange.All), MemberType = typeof(RemotingExchange))]
    public async Task A_call_has_the_bytes_of_the_genuine_SDK(RemotingExchange exchange, bool json)
    {
        _sidecar.Answer = RemotingExchange.Bytes(exchange.Response);
        _sidecar.ErrorHeader = exchange == RemotingExchange.Failing ? RemotingExchange.ErrorHeader("") : null;

        await Record.ExceptionAsync(() => exchange.CallAsync(Proxy(json)));

        Assert.Equal(HttpMethod.Put, _sidecar.Request.Method);
        Assert.Equal($"http://127.0.0.1:3599/v1.0/actors/Sample/1/method/{exchange.Method}", _sidecar.Request.RequestUri!.OriginalString);
        Assert.Equal("secret", _sidecar.Header("dapr-api-token"));
        Assert.Equal(exchange.Header(), CallContext().Replace(_sidecar.Header("X-DaprRequestHeader")!, "<a:CallContext>c<"));
        Assert.Equal(RemotingExchange.Bytes(exchange.Request), _sidecar.Body);
        Assert.Equal(exchange.Request.Length == 0 ? null : "application/octet-stream; charset=utf-8", _sidecar.ContentType);
    }

    [Theory]
    [MemberData(nameof(RemotingExchange.Successful), MemberType = typeof(RemotingExchange))]
    public async Task The_bytes_of_the_genuine_SDK_are_read_as_the_result(RemotingExchange exchange, bool json)
    {
        _sidecar.Answer = RemotingExchange.Bytes(exchange.Response);

        Assert.Equal(exchange.Result, await exchange.CallAsync(Proxy(json)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_actor_threw_arrives_as_the_inner_exception(bool json)
    {
        _sidecar.Answer = RemotingExchange.Bytes(RemotingExchange.Failure);
        _sidecar.ErrorHeader = RemotingExchange.ErrorHeader(Convert.ToBase64String("Exception: NotSupportedException"u8));

        var exception = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => Proxy(json).AddAsync(1, CancellationToken.None));

        Assert.Equal("Remote Actor Method Exception,  DETAILS: Exception: NotSupportedException", exception.Message);
        Assert.Equal("ERR_ACTOR_INVOKE_METHOD", exception.ErrorCode);
        Assert.False(exception.IsTransient);
        var inner = Assert.IsType<ActorInvokeException>(exception.InnerException);
        Assert.Equal(("System.NotSupportedException", "no"), (inner.ActualExceptionType, inner.Message));
    }

    [Fact]
    public async Task An_error_that_cannot_be_read_is_said_to_be_one()
    {
        _sidecar.Answer = Encoding.UTF8.GetBytes("{}");
        _sidecar.ErrorHeader = RemotingExchange.ErrorHeader("");

        var exception = await Assert.ThrowsAsync<ActorInvokeException>(() => Proxy(json: false).PlainAsync());

        Assert.StartsWith("Failed to deserialize and get remote exception", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_tells_its_actor_and_is_a_proxy_of_the_parents_too()
    {
        var proxy = Proxy(json: false);

        Assert.IsAssignableFrom<ActorProxy>(proxy);
        Assert.IsAssignableFrom<ICounter>(proxy);
        Assert.Equal(("1", "Sample"), (((IActorProxy)proxy).ActorId.GetId(), ((IActorProxy)proxy).ActorType));
    }

    [Fact]
    public async Task A_proxy_of_an_interface_calls_no_methods_by_name() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ((ActorProxy)Proxy(json: false)).InvokeMethodAsync("PlainAsync"));

    [Fact]
    public async Task A_call_ends_with_its_cancellation_token() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Proxy(json: false).AddAsync(1, new CancellationToken(canceled: true)));

    private ISampleActor Proxy(bool json)
    {
        var options = new ActorProxyOptions { HttpEndpoint = "http://127.0.0.1:3599/", DaprApiToken = "secret", UseJsonSerialization = json };
        return new ActorProxyFactory(options, _sidecar).CreateActorProxy<ISampleActor>(new ActorId("1"), "Sample");
    }

    [GeneratedRegex("<a:CallContext>[0-9a-f-]{36}<")]
    private static partial Regex CallContext();
}
