using System.Text.Json.Nodes;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>Secrets are the cluster's: here they are only named, and documented.</summary>
public sealed class SecretTests
{
    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task None_is_written_down(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.Empty(rendered.Of("Secret"));
        var values = rendered.Manifests.SelectMany(manifest => manifest.Root.Objects()).Where(node => node["name"] is not null && node["value"] is not null);
        Assert.DoesNotContain(values, node =>
            new[] { "password", "token", "secret", "key", "connectionString" }.Any(word => node["name"]!.ToString().EndsWith(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task One_secret_is_one_Secret_with_one_key_of_the_same_name_but_for_Daprs_tokens(string variant)
    {
        var references = (await Rendered.OfAsync(variant)).Manifests.SelectMany(manifest => manifest.Root.Objects())
            .Select(node => node["secretKeyRef"]).OfType<JsonObject>();
        Assert.All(references, reference => Assert.Equal(
            reference.Text("name") is "dapr-api-token" or "app-api-token" ? "token" : reference.Text("name"), reference.Text("key")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_documentation_names_every_secret_that_must_be_there(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var named = rendered.Manifests.SelectMany(manifest => manifest.Root.Objects()).SelectMany(SecretsOf).Distinct();
        var documentation = Repository.Text("docs", "kubernetes.md");
        Assert.All(named, name => Assert.Contains(name.EndsWith("-state-connection", StringComparison.Ordinal) ? "-state-connection" : name, documentation, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Users_reads_two_secrets_and_nobody_else_any(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        string[] read = ["admin-password", "key-encryption-key"];
        var rule = Assert.Single(Assert.Single(rendered.Of("Role")).Root.Items("rules"));
        Assert.Equal(read, rule.Words("resourceNames").Order());
        Assert.Equal(["get"], rule.Words("verbs"));
        Assert.Equal(["users"], rendered.Find("Component", "secrets")!.Root.Words("scopes"));
        foreach (var configuration in rendered.Of("Configuration"))
        {
            var scope = Assert.Single(configuration.Spec.At("secrets").Items("scopes"));
            Assert.Equal(("secrets", "deny"), (scope.Text("storeName"), scope.Text("defaultAccess")));
            Assert.Equal(configuration.Name == "users" ? read : [], scope.Words("allowedSecrets").Order());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_container_but_the_sidecar_of_Users_has_a_way_to_the_clusters_API(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var withToken = rendered.Workloads.Where(workload => workload.Pod().Objects().Any(node => node["serviceAccountToken"] is not null)).ToList();
        Assert.Equal("users", Assert.Single(withToken).Name);
        Assert.DoesNotContain(withToken[0].Containers().SelectMany(container => container.Items("volumeMounts")), mount => mount.Text("name") == "kubernetes-api");
        Assert.Contains("kubernetes-api:/var/run/secrets/kubernetes.io/serviceaccount", withToken[0].Annotations()["dapr.io/volume-mounts"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Components_have_their_secrets_from_Daprs_operator(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Of("Component"), component => Assert.Null(component.Root["auth"]));

    internal static IEnumerable<string> SecretsOf(JsonObject node)
    {
        if (node["secretKeyRef"] is JsonObject reference) yield return reference.Text("name");
        if (node["secretName"] is { } name) yield return (string)name!;
        foreach (var target in node.Items("secretTargetRef").Concat(node.Items("certificateRefs"))) yield return target.Text("name");
        if (node["resources"] is JsonArray resources && resources.Any(resource => (string?)resource == "secrets"))
        {
            foreach (var readable in node.Words("resourceNames")) yield return readable;
        }
    }
}
