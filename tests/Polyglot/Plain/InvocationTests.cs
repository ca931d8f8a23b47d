using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Tests.Polyglot.Node;
using Grpc.Core;

namespace DaprShop.Tests.Polyglot.Plain;

/// <summary>Calls between an app without an SDK and one in C#: through Dapr's own services, and through one of the app's own.</summary>
[Collection<PlainApp>]
public sealed class InvocationTests(PlainApp app)
{
    private readonly NodeApp _js = app.JavaScript;

    [Fact]
    public Task An_input_binding_calls_the_app() => _js.SeeAsync("tick", data => (string?)data!["binding"] == "ticks");

    [Fact]
    public async Task CSharp_invokes_the_app_over_HTTP()
    {
        using var client = app.DotNet.CreateInvokableHttpClient("javascript");

        using var greeting = await client.PostAsJsonAsync("greet", new { name = "Ada" });
        using var refusal = await client.PostAsJsonAsync("curse", new { name = "Ada" });

        Assert.Equal("Hello Ada", (string?)JsonNode.Parse(await greeting.Content.ReadAsStringAsync())!["text"]);
        Assert.Equal(HttpStatusCode.NotFound, refusal.StatusCode);
    }

    [Fact]
    public async Task The_app_invokes_CSharp()
    {
        var message = new { method = "greet", httpExtension = new { verb = "POST" }, contentType = "application/json", data = new { value = PlainApp.Bytes(new { name = "Ada" }) } };

        var answer = await app.DaprAsync("InvokeService", new { id = "dotnet", message });

        Assert.Equal("Good day Ada", (string?)PlainApp.Json(answer["data"]!["value"])!["greeting"]);
    }

    [Fact]
    public async Task CSharp_calls_a_service_of_the_app_by_its_id()
    {
        var greeter = new Greeter.GreeterClient(app.ServicesOfJavaScript);

        var greeting = await greeter.GreetAsync(new GreetRequest { Name = "Ada" });

        Assert.Equal("Hello Ada", greeting.Text);
    }

    [Fact]
    public async Task CSharp_has_a_stream_to_a_service_of_the_app()
    {
        using var call = new Greeter.GreeterClient(app.ServicesOfJavaScript).GreetAll();
        foreach (var name in (string[])["Ada", "Grace"])
        {
            await call.RequestStream.WriteAsync(new GreetRequest { Name = name });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"Hello {name}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
    }
}
