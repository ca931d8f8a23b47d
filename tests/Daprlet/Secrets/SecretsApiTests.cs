using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Secrets;

public sealed class SecretsApiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_nested_secret_is_read_by_the_path_to_it()
    {
        await using var sidecar = await StartAsync("""{"redis": {"password": "hidden", "hosts": ["a", "b"]}}""");

        Assert.Equal("""{"redis:password":"hidden"}""", await TextAsync(sidecar, "vault/redis:password"));
        Assert.Equal("""{"redis:hosts:1":"b"}""", await TextAsync(sidecar, "vault/redis:hosts:1"));
    }

    [Fact]
    public async Task What_is_not_text_is_marked_as_Go_marks_it()
    {
        await using var sidecar = await StartAsync("""{"whole": 5, "big": 1234567, "huge": 1e30, "half": -0.5, "tiny": 0.00001, "yes": true, "none": null}""");

        Assert.Equal("""{"whole":"%!s(float64=5)"}""", await TextAsync(sidecar, "vault/whole"));
        Assert.Equal("""{"big":"%!s(float64=1.234567e+06)"}""", await TextAsync(sidecar, "vault/big"));
        Assert.Equal("""{"huge":"%!s(float64=1e+30)"}""", await TextAsync(sidecar, "vault/huge"));
        Assert.Equal("""{"half":"%!s(float64=-0.5)"}""", await TextAsync(sidecar, "vault/half"));
        Assert.Equal("""{"tiny":"%!s(float64=1e-05)"}""", await TextAsync(sidecar, "vault/tiny"));
        Assert.Equal("""{"yes":"%!s(bool=true)"}""", await TextAsync(sidecar, "vault/yes"));
        Assert.Equal("""{"none":"%!s(<nil>)"}""", await TextAsync(sidecar, "vault/none"));
    }

    [Fact]
    public async Task A_multi_valued_store_answers_all_values_of_a_secret()
    {
        await using var sidecar = await StartAsync("""{"db": {"user": "u", "deep": {"a": "b"}}, "dropped": [1]}""", ("multiValued", "true"));

        Assert.Equal("""{"user":"u","deep:a":"b"}""", await TextAsync(sidecar, "vault/db"));
        Assert.Equal("""{"db":{"user":"u","deep:a":"b"}}""", await TextAsync(sidecar, "vault/bulk"));
    }

    [Fact]
    public async Task A_secret_or_a_store_that_is_not_there_is_said_in_Daprs_words()
    {
        await using var sidecar = await StartAsync("""{"a": "1"}""");

        await AssertErrorAsync(sidecar, "vault/b", HttpStatusCode.InternalServerError, "ERR_SECRET_GET");
        await AssertErrorAsync(sidecar, "nowhere/a", HttpStatusCode.Unauthorized, "ERR_SECRET_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task Without_any_store_secrets_are_not_configured()
    {
        await using var sidecar = await DaprletHost.StartAsync("alpha");

        await AssertErrorAsync(sidecar, "vault/a", HttpStatusCode.InternalServerError, "ERR_SECRET_STORES_NOT_CONFIGURED");
    }

    [Fact]
    public async Task The_configuration_decides_which_secrets_the_app_may_read()
    {
        await using var sidecar = await StartAsync("""{"open": "1", "closed": "2"}""", Scopes("{storeName: vault, deniedSecrets: [closed]}"));

        Assert.Equal("""{"open":"1"}""", await TextAsync(sidecar, "vault/open"));
        Assert.Equal("""{"open":{"open":"1"}}""", await TextAsync(sidecar, "vault/bulk"));
        await AssertErrorAsync(sidecar, "vault/closed", HttpStatusCode.Forbidden, "ERR_PERMISSION_DENIED");
    }

    [Fact]
    public async Task A_broken_file_ends_the_start_without_quoting_it()
    {
        var failure = await Assert.ThrowsAsync<global::Daprlet.Components.ComponentException>(() => StartAsync("""{"a": top-secret}"""));

        Assert.Contains("is not JSON", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_variables_are_secrets_except_for_those_of_Dapr()
    {
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "alpha",
            Environment = new Dictionary<string, string> { ["SHOP_KEY"] = "k", ["OTHER"] = "o", ["DAPR_TOKEN"] = "d", ["APP_API_TOKEN"] = "t" },
            Components = [DaprletHost.Component("all", "secretstores.local.env"), DaprletHost.Component("shop", "secretstores.local.env", ("prefix", "SHOP_"))],
        });

        Assert.Equal("""{"KEY":"k"}""", await TextAsync(sidecar, "shop/KEY"));
        Assert.Equal("""{"KEY":{"KEY":"k"}}""", await TextAsync(sidecar, "shop/bulk"));
        Assert.Equal("""{"MISSING":""}""", await TextAsync(sidecar, "all/MISSING"));
        Assert.Equal("""{"APP_API_TOKEN":""}""", await TextAsync(sidecar, "all/APP_API_TOKEN"));
        Assert.Equal("""{"dapr_token":""}""", await TextAsync(sidecar, "all/dapr_token"));
        Assert.Equal("""{"APP_ID":"alpha"}""", await TextAsync(sidecar, "all/APP_ID"));
        Assert.DoesNotContain("DAPR_TOKEN", await TextAsync(sidecar, "all/bulk"), StringComparison.Ordinal);
    }

    private Task<Sidecar> StartAsync(string secrets, params ReadOnlySpan<(string, string)> metadata) => StartAsync(secrets, null, metadata);

    private Task<Sidecar> StartAsync(string secrets, string? configuration, params ReadOnlySpan<(string, string)> metadata)
    {
        File.WriteAllText(Path.Combine(_folder, "secrets.json"), secrets);
        return DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "alpha",
            WorkingDirectory = _folder,
            ConfigFiles = configuration is null ? [] : [configuration],
            Components = [DaprletHost.Component("vault", "secretstores.local.file", [("secretsFile", "secrets.json"), .. metadata])],
        });
    }

    private string Scopes(string scopes)
    {
        var file = Path.Combine(_folder, "configuration.yaml");
        File.WriteAllText(file, $"{{kind: Configuration, spec: {{secrets: {{scopes: [{scopes}]}}}}}}");
        return file;
    }

    private static async Task<string> TextAsync(Sidecar sidecar, string path)
    {
        using var client = Client(sidecar);
        return await client.GetStringAsync(path);
    }

    private static async Task AssertErrorAsync(Sidecar sidecar, string path, HttpStatusCode status, string code)
    {
        using var client = Client(sidecar);
        using var response = await client.GetAsync(path);
        var error = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, (string?)error!["errorCode"]);
    }

    private static HttpClient Client(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/secrets/") };
}
