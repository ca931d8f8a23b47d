using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;

namespace DaprShop.Tests.Daprlet.Secrets;

/// <summary>Every half of a policy, alone and together with the others, over HTTP and gRPC, for one secret and for all.</summary>
public sealed class SecretScopesTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("secret-scopes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "a b c")]
    [InlineData("{storeName: vault}", "a b c")]
    [InlineData("{storeName: other, defaultAccess: deny}", "a b c")]
    [InlineData("{storeName: Vault, defaultAccess: deny}", "a b c")]
    [InlineData("{storeName: vault, defaultAccess: allow}", "a b c")]
    [InlineData("{storeName: vault, defaultAccess: deny}", "")]
    [InlineData("{storeName: vault, defaultAccess: Deny}", "")]
    [InlineData("{storeName: vault, defaultAccess: DENY, deniedSecrets: [b]}", "")]
    [InlineData("{storeName: vault, defaultAccess: ALLOW, deniedSecrets: [b]}", "a c")]
    [InlineData("{storeName: vault, defaultAccess: '', deniedSecrets: [B]}", "a b c")]
    [InlineData("{storeName: vault, defaultAccess: deny, allowedSecrets: [a]}", "a")]
    [InlineData("{storeName: vault, defaultAccess: deny, allowedSecrets: [a, c]}", "a c")]
    [InlineData("{storeName: vault, defaultAccess: deny, allowedSecrets: [A]}", "")]
    [InlineData("{storeName: vault, defaultAccess: deny, allowedSecrets: []}", "")]
    [InlineData("{storeName: vault, allowedSecrets: [a]}", "a")]
    [InlineData("{storeName: vault, defaultAccess: allow, allowedSecrets: [a]}", "a")]
    [InlineData("{storeName: vault, deniedSecrets: [a]}", "b c")]
    [InlineData("{storeName: vault, defaultAccess: allow, deniedSecrets: [a, b]}", "c")]
    [InlineData("{storeName: vault, defaultAccess: deny, deniedSecrets: [a]}", "")]
    [InlineData("{storeName: vault, allowedSecrets: [a], deniedSecrets: [a, b]}", "a")]
    [InlineData("{storeName: vault, defaultAccess: allow, allowedSecrets: [a], deniedSecrets: [b]}", "a")]
    [InlineData("{storeName: vault, defaultAccess: deny, allowedSecrets: [a], deniedSecrets: [a]}", "a")]
    [InlineData("{storeName: other, defaultAccess: deny}, {storeName: vault, deniedSecrets: [c]}", "a b")]
    public async Task An_app_reads_what_its_policy_allows_and_nothing_else(string scopes, string readable)
    {
        var expected = readable.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await using var sidecar = await StartAsync(scopes);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/secrets/vault/"), Timeout = Limit };
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}");
        var grpc = new DaprClient(channel);

        foreach (var secret in (string[])["a", "b", "c"])
        {
            var isReadable = expected.Contains(secret);
            using var answer = await http.GetAsync(secret);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.Equal(isReadable ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(isReadable, body.Contains($"value-of-{secret}", StringComparison.Ordinal));
            Assert.Equal(isReadable ? StatusCode.OK : StatusCode.PermissionDenied, await StatusOfAsync(grpc, secret));
        }

        var all = JsonNode.Parse(await http.GetStringAsync("bulk"))!.AsObject();
        Assert.Equal(expected, all.Select(secret => secret.Key).Order());
        var overGrpc = await grpc.GetBulkSecretAsync(new GetBulkSecretRequest { StoreName = "vault" }).ResponseAsync.WaitAsync(Limit);
        Assert.Equal(expected, overGrpc.Data.Keys.Order());
    }

    [Theory]
    [InlineData("{storeName: vault, defaultAccess: perhaps}", "defaultAccess perhaps of store vault is neither allow nor deny")]
    [InlineData("{storeName: vault, defaultAccess: ' deny'}", "defaultAccess  deny of store vault is neither allow nor deny")]
    [InlineData("{storeName: vault}, {storeName: other}, {storeName: vault, defaultAccess: deny}", "store vault is repeated in the secrets configuration")]
    public async Task A_policy_that_cannot_be_meant_ends_the_start(string scopes, string reason)
    {
        var failure = await Assert.ThrowsAsync<ResourceException>(() => StartAsync(scopes));

        Assert.Equal($"error loading configuration: {reason}", failure.Message);
    }

    private static async Task<StatusCode> StatusOfAsync(DaprClient client, string secret)
    {
        try
        {
            await client.GetSecretAsync(new GetSecretRequest { StoreName = "vault", Key = secret }).ResponseAsync.WaitAsync(Limit);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private Task<Sidecar> StartAsync(string scopes)
    {
        File.WriteAllText(Path.Combine(_folder, "secrets.json"), """{"a": "value-of-a", "b": "value-of-b", "c": "value-of-c"}""");
        var configuration = Path.Combine(_folder, "configuration.yaml");
        File.WriteAllText(configuration, $"{{kind: Configuration, spec: {{secrets: {{scopes: [{scopes}]}}}}}}");
        return DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "alpha",
            WorkingDirectory = _folder,
            ConfigFiles = [configuration],
            Components = [DaprletHost.Component("vault", "secretstores.local.file", ("secretsFile", "secrets.json"))],
        });
    }
}
