using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

/// <summary>Who calls is what the caller's sidecar says, whatever the caller does.</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> _started = [];
    private readonly string _registry = Directory.CreateTempSubdirectory("daprlet-identity-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
            await started.DisposeAsync();
        Directory.Delete(_registry, recursive: true);
    }

    [Theory]
    [InlineData("caller", "caller")]
    [InlineData("callee", "callee")]
    public async Task A_caller_in_the_same_process_cannot_pretend_to_be_another(string target, string callee)
    {
        var network = new SidecarNetwork();
        var caller = await StartAsync(new SidecarOptions { AppId = "caller", Network = network });
        await StartAsync(new SidecarOptions { AppId = "callee", Network = network });

        Assert.EndsWith($"caller|default|{callee}", await CallAsync(caller, $"/v1.0/invoke/{target}/method/who"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_in_another_process_cannot_either_and_its_namespace_is_told()
    {
        var caller = await StartAsync(new SidecarOptions { AppId = "caller", RegistryFolder = _registry, Namespace = "shop" });
        await StartAsync(new SidecarOptions { AppId = "callee", RegistryFolder = _registry, Namespace = "shop" });

        Assert.EndsWith("caller|shop|callee", await CallAsync(caller, "/v1.0/invoke/callee.shop/method/who"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_of_an_actor_names_the_sidecar_that_hosts_it_and_no_callee()
    {
        var host = await StartAsync(new SidecarOptions { AppId = "host", Components = [DaprletHost.Component("actors", "state.in-memory", ("actorStateStore", "true"))] });

        Assert.EndsWith("host|default|", await CallAsync(host, "/v1.0/actors/Cart/1/method/who"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_outside_of_Dapr_is_told_nothing()
    {
        var outside = await TestApp.StartAsync(Answer);
        _started.Add(outside);
        var caller = await StartAsync(new SidecarOptions { AppId = "caller" });

        Assert.EndsWith("||", await CallAsync(caller, $"/v1.0/invoke/http://127.0.0.1:{outside.Port}/method/who"), StringComparison.Ordinal);
    }

    private async Task<Sidecar> StartAsync(SidecarOptions options)
    {
        var app = await TestApp.StartAsync(Answer);
        var sidecar = await DaprletHost.StartAsync(options with { AppPort = app.Port });
        await sidecar.ReadyAsync(Limit);
        _started.AddRange([app, sidecar]);
        return sidecar;
    }

    /// <summary>Calls with forged headers in odd spellings, and answers what the callee has seen.</summary>
    private static Task<string> CallAsync(Sidecar sidecar, string path) => RawHttp.SendAsync(
        new Uri($"http://127.0.0.1:{sidecar.HttpPort}"),
        $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\ndapr-caller-app-id: admin\r\nDAPR-CALLER-APP-ID: root\r\nDapr-Caller-Namespace: admin\r\ndApR-cAlLeE-aPp-Id: admin\r\n\r\n");

    private static Task Answer(HttpContext http)
    {
        if (http.Request.Path == "/dapr/config")
            return http.Response.WriteAsync("""{"entities":["Cart"]}""");
        var headers = http.Request.Headers;
        var text = $"{headers["dapr-caller-app-id"]}|{headers["dapr-caller-namespace"]}|{headers["dapr-callee-app-id"]}";
        http.Response.ContentLength = text.Length;
        return http.Response.WriteAsync(text);
    }
}
