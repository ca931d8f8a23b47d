using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DaprShop.Tests.Polyglot.Node;

namespace DaprShop.Tests.Polyglot.Sdk;

/// <summary>Calls between an app on the JavaScript SDK and one in C#, and those of an input binding.</summary>
public abstract class InvocationTests(AppPair app)
{
    private readonly NodeApp _js = app.JavaScript;

    [Fact]
    public async Task CSharp_invokes_JavaScript()
    {
        using var client = app.DotNet.CreateInvokableHttpClient("javascript");

        using var answer = await client.PostAsJsonAsync("greet", new { name = "Ada" });

        Assert.Equal("Hello Ada", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["greeting"]);
    }

    [Fact]
    public async Task JavaScript_invokes_CSharp_and_sees_what_it_refuses()
    {
        var answer = await _js.CallAsync("invoker.invoke", "dotnet", "greet", "post", new { name = "Ada" });

        Assert.Equal("Good day Ada", (string?)answer!["greeting"]);
        await Assert.ThrowsAsync<NodeException>(() => _js.CallAsync("invoker.invoke", "dotnet", "refuse", "post", new { name = "Ada" }));
    }

    [Fact]
    public Task An_input_binding_calls_the_app() => _js.SeeAsync("tick");
}

[Collection<HttpApp>]
public sealed class InvocationOverHttpTests(HttpApp app) : InvocationTests(app);

[Collection<GrpcApp>]
public sealed class InvocationOverGrpcTests(GrpcApp app) : InvocationTests(app);
