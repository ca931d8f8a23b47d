using System.Collections.Concurrent;
using System.Net.Http.Json;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Http;

/// <summary>What a sidecar calls through the proxy that its environment names.</summary>
public sealed class ProxiedCallTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("daprlet-proxy-");
    private readonly ConcurrentQueue<string> _asked = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_lies_outside_goes_through_the_proxy_and_the_app_and_this_machine_do_not()
    {
        await using var proxy = await KestrelApp.StartAsync(web => web.Run(AnswerAsProxyAsync));
        await using var app = await KestrelApp.StartAsync(web => web.Map("{**path}", () => "directly"));
        Write("binding.yaml", "Component", "outside", "type: bindings.http\n  version: v1\n  metadata: [{ name: url, value: http://binding.example/base }]");
        Write("local.yaml", "Component", "here", $"type: bindings.http\n  version: v1\n  metadata: [{{ name: url, value: \"http://127.0.0.1:{app.Port}\" }}]");
        Write("endpoint.yaml", "HTTPEndpoint", "shop", "baseUrl: http://endpoint.example");
        var environment = new Dictionary<string, string> { ["HTTP_PROXY"] = $"http://127.0.0.1:{proxy.Port}", ["NO_PROXY"] = "other.example" };
        await using var sidecar = await SidecarProcess.StartAsync(_folder.FullName, "caller", environment, "--app-port", $"{app.Port}");
        await Eventually.TrueAsync(async () => (await sidecar.Client.GetAsync(new Uri("healthz", UriKind.Relative))).IsSuccessStatusCode, "the sidecar");

        Assert.Equal("by proxy", await BindAsync(sidecar, "outside"));
        Assert.Equal("by proxy", await sidecar.Client.GetStringAsync(new Uri("invoke/shop/method/cart", UriKind.Relative)));
        Assert.Equal("by proxy", await sidecar.Client.GetStringAsync(new Uri("invoke/http://plain.example/method/cart", UriKind.Relative)));
        Assert.Equal("directly", await BindAsync(sidecar, "here"));
        Assert.Equal("directly", await sidecar.Client.GetStringAsync(new Uri("invoke/caller/method/cart", UriKind.Relative)));

        Assert.Equal(["binding.example/base", "endpoint.example/cart", "plain.example/cart"], _asked);
    }

    private Task AnswerAsProxyAsync(HttpContext http)
    {
        _asked.Enqueue($"{http.Request.Host}{http.Request.Path}");
        return http.Response.WriteAsync("by proxy");
    }

    private static async Task<string> BindAsync(SidecarProcess sidecar, string binding)
    {
        using var answer = await sidecar.Client.PostAsJsonAsync(new Uri($"bindings/{binding}", UriKind.Relative), new { operation = "get" });
        return await answer.Content.ReadAsStringAsync();
    }

    private void Write(string file, string kind, string name, string spec) =>
        File.WriteAllText(Path.Combine(_folder.FullName, file), $"apiVersion: dapr.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n  {spec}\n");
}
