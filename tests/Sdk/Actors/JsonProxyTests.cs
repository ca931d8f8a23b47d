using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Dapr;
using Dapr.Actors;
using Dapr.Actors.Client;

namespace DaprShop.Tests.Sdk.Actors;

public sealed class JsonProxyTests : IDisposable
{
    private readonly RecordingHandler _sidecar = new();

    public void Dispose() => _sidecar.Dispose();

    [Fact]
    public async Task A_method_is_called_by_name_with_plain_JSON()
    {
        _sidecar.Answer = "{\"id\":\"x\"}"u8.ToArray();

        var order = await Proxy().InvokeMethodAsync<SampleOrder, SampleOrder>("Place", new SampleOrder { Id = "é" });

        Assert.Equal("x", order.Id);
        Assert.Equal("PUT http://127.0.0.1:3599/v1.0/actors/Sample/a%20b/method/Place", $"{_sidecar.Request.Method} {_sidecar.Request.RequestUri!.OriginalString}");
        Assert.Equal("application/json; charset=utf-8", _sidecar.ContentType);
        Assert.Equal("""{"id":"\u00E9","total":0,"skus":[]}""", Encoding.UTF8.GetString(_sidecar.Body));
        Assert.Null(_sidecar.Header("X-DaprRequestHeader"));
        Assert.Null(_sidecar.Header("dapr-api-token"));
    }

    [Fact]
    public async Task A_method_without_argument_gets_no_body()
    {
        _sidecar.Answer = "5"u8.ToArray();

        Assert.Equal(5, await Proxy().InvokeMethodAsync<int>("Count"));
        await Proxy().InvokeMethodAsync("Count");

        Assert.Null(_sidecar.ContentType);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b?c#d%2Fe+f")]
    public async Task Nothing_in_an_id_leads_to_another_actor_or_another_API(string id)
    {
        await Proxy(id).InvokeMethodAsync("Count");

        var segments = _sidecar.Request.RequestUri!.OriginalString.Split('/');
        Assert.Equal(["method", "Count"], segments[^2..]);
        Assert.Equal(id, Uri.UnescapeDataString(segments[^3]));
        Assert.DoesNotContain("..", segments);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, """{"errorCode":"ERR_X","message":"m"}""", "ERR_X", "m")]
    [InlineData(HttpStatusCode.NotFound, "", "ERR_DOES_NOT_EXIST", "ErrorMessageHTTP404")]
    [InlineData(HttpStatusCode.BadGateway, "", "UNKNOWN", "ServerErrorNoMeaningFulResponse")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", "UNKNOWN", "ServerErrorNoMeaningFulResponse")]
    public async Task An_error_of_the_sidecar_is_a_DaprApiException(HttpStatusCode status, string body, string code, string message)
    {
        (_sidecar.Status, _sidecar.Answer) = (status, Encoding.UTF8.GetBytes(body));

        var exception = await Assert.ThrowsAsync<DaprApiException>(() => Proxy().InvokeMethodAsync("Count"));

        Assert.Equal((code, message, false), (exception.ErrorCode, exception.Message, exception.IsTransient));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_sidecar_that_wants_another_token_is_an_AuthenticationException(HttpStatusCode status)
    {
        _sidecar.Status = status;

        await Assert.ThrowsAsync<AuthenticationException>(() => Proxy().InvokeMethodAsync("Count"));
    }

    [Fact]
    public async Task An_answer_that_is_not_the_result_is_a_JsonException() =>
        await Assert.ThrowsAsync<JsonException>(() => Proxy().InvokeMethodAsync<int>("Count"));

    private ActorProxy Proxy(string id = "a b") =>
        new ActorProxyFactory(new ActorProxyOptions { HttpEndpoint = "http://127.0.0.1:3599", DaprApiToken = "" }, _sidecar).Create(new ActorId(id), "Sample");
}
