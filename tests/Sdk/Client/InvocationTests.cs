using System.Net;
using System.Net.Http.Json;
using Dapr.Client;

namespace DaprShop.Tests.Sdk.Client;

public sealed class InvocationTests
{
    [Fact]
    public async Task The_host_of_a_request_is_the_app_id()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("5");
        using var client = sidecar.CreateClient(builder => builder.UseDaprApiToken("secret"));
        using var products = client.CreateInvokableHttpClient("products");

        var answer = await products.GetFromJsonAsync<int>("/api/v1/products?search=a%20b&page=2");

        Assert.Equal(5, answer);
        Assert.Equal("GET", sidecar.Request.Method);
        Assert.Equal("/v1.0/invoke/products/method/api/v1/products?search=a%20b&page=2", sidecar.Request.Target);
        Assert.Equal("secret", sidecar.Request.Headers["dapr-api-token"]);
        Assert.Equal("dapr-sdk-dotnet/v1.18.5", sidecar.Request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task One_client_can_call_several_apps()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();
        using var http = client.CreateInvokableHttpClient();

        await http.GetAsync("http://users/me");
        await http.DeleteAsync("http://orders/42");

        Assert.Equal(["/v1.0/invoke/users/method/me", "/v1.0/invoke/orders/method/42"], sidecar.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task An_app_id_keeps_its_capital_letters()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient();
        using var http = client.CreateInvokableHttpClient("myApp");

        await http.GetAsync("/x");

        Assert.Equal("/v1.0/invoke/myApp/method/x", sidecar.Request.Target);
    }

    [Fact]
    public async Task The_static_client_sends_no_token_unless_it_is_given_one()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var without = DaprClient.CreateInvokeHttpClient("users", sidecar.Endpoint);
        using var with = DaprClient.CreateInvokeHttpClient("users", sidecar.Endpoint, "secret");

        await without.GetAsync("/x");
        await with.GetAsync("/x");

        Assert.DoesNotContain("dapr-api-token", sidecar.Requests[0].Headers);
        Assert.Equal("secret", sidecar.Requests[1].Headers["dapr-api-token"]);
    }

    [Fact]
    public void An_app_id_that_is_no_host_name_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => DaprClient.CreateInvokeHttpClient("not a host"));

        Assert.StartsWith("The appId must be a valid hostname.", exception.Message, StringComparison.Ordinal);
        Assert.Equal("appId", exception.ParamName);
    }

    [Fact]
    public async Task A_request_is_after_the_call_as_it_was_before()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = DaprClient.CreateInvokeHttpClient(null, sidecar.Endpoint, "secret");
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://users/me");

        using var response = await client.SendAsync(request);

        Assert.Equal("http://users/me", request.RequestUri!.AbsoluteUri);
        Assert.False(request.Headers.Contains("dapr-api-token"));
    }

    [Fact]
    public async Task A_handler_refuses_what_is_no_invocation()
    {
        using var client = new HttpClient(new InvocationHandler { InnerHandler = new HttpClientHandler() });

        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync("ws://users/me"));
        Assert.Throws<ArgumentException>(() => new InvocationHandler { DaprEndpoint = "ftp://localhost" });
        Assert.Throws<ArgumentNullException>(() => new InvocationHandler { DaprEndpoint = null! });
    }

    [Fact]
    public async Task A_request_for_a_method_has_query_token_and_JSON_body()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var client = sidecar.CreateClient(builder => builder.UseDaprApiToken("secret"));

        using var request = client.CreateInvokeMethodRequest(HttpMethod.Put, "orders", "/items?x=1", [new("q r", "a&b")], new { n = 1 });

        Assert.Equal(HttpMethod.Put, request.Method);
        Assert.Equal($"{sidecar.Endpoint}/v1.0/invoke/orders/method/items?x=1&q%20r=a%26b", request.RequestUri!.AbsoluteUri);
        Assert.Equal(["secret"], request.Headers.GetValues("dapr-api-token"));
        Assert.Equal("""{"n":1}""", await request.Content!.ReadAsStringAsync());
    }

    [Fact]
    public void A_request_for_a_method_is_a_POST_unless_it_says_otherwise()
    {
        using var client = new DaprClientBuilder().UseHttpEndpoint("http://sidecar:1").Build();

        using var request = client.CreateInvokeMethodRequest("orders", "pay");

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("http://sidecar:1/v1.0/invoke/orders/method/pay", request.RequestUri!.AbsoluteUri);
    }

#pragma warning disable CS0618 // The obsolete members are offered because code that is being moved to this SDK uses them.
    [Fact]
    public async Task A_method_is_invoked_with_JSON_both_ways()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("""{"n":2}""");
        using var client = sidecar.CreateClient();

        Assert.Equal(new Number(2), await client.InvokeMethodAsync<Number, Number>("calc", "next", new Number(1)));

        Assert.Equal(("POST", "/v1.0/invoke/calc/method/next", """{"n":1}"""), (sidecar.Request.Method, sidecar.Request.Target, sidecar.Request.Body));
    }

    [Fact]
    public async Task An_answer_that_is_no_success_is_an_InvocationException_with_the_answer()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => new RecordedAnswer(HttpStatusCode.Conflict, "taken");
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<InvocationException>(() => client.InvokeMethodAsync(HttpMethod.Get, "users", "me"));

        Assert.Equal("An exception occurred while invoking method: 'me' on app-id: 'users'", exception.Message);
        Assert.Equal(("users", "me", HttpStatusCode.Conflict), (exception.AppId, exception.MethodName, exception.Response.StatusCode));
        Assert.Equal("taken", await exception.Response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_answer_that_is_not_JSON_is_an_InvocationException()
    {
        await using var sidecar = await RecordingSidecar.StartAsync();
        sidecar.Answer = _ => RecordedAnswer.Json("<html>");
        using var client = sidecar.CreateClient();

        var exception = await Assert.ThrowsAsync<InvocationException>(() => client.InvokeMethodAsync<Number>("users", "me"));

        Assert.IsType<System.Text.Json.JsonException>(exception.InnerException);
    }

    [Fact]
    public async Task No_answer_is_an_InvocationException_without_one()
    {
        using var client = new DaprClientBuilder().UseHttpEndpoint("http://127.0.0.1:1").Build();

        var exception = await Assert.ThrowsAsync<InvocationException>(() => client.InvokeMethodAsync("users", "me"));

        Assert.Null(exception.Response);
    }

    [Fact]
    public async Task A_request_to_elsewhere_is_refused()
    {
        using var client = new DaprClientBuilder().UseHttpEndpoint("http://127.0.0.1:1").Build();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://elsewhere/v1.0/invoke/users/method/me");

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.InvokeMethodWithResponseAsync(request));
    }
#pragma warning restore CS0618

    private sealed record Number(int N);
}
