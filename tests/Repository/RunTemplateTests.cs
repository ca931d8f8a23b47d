using System.Text.Json.Nodes;
using Daprlet.Runs;

namespace DaprShop.Tests.Repository;

public sealed class RunTemplateTests
{
    private static readonly string[] Apps = ["baskets", "card-sandbox", "gateway", "notifications", "orders", "payments", "products", "users"];

    [Fact]
    public void The_run_template_is_one_and_has_no_field_that_Dapr_does_not_know()
    {
        var template = Read();
        Assert.Empty(template.Warnings);
        Assert.Equal(Apps, template.Apps.Select(app => app.Sidecar.AppId).Order());
        Assert.All(template.Apps, app => Assert.NotNull(app.Sidecar.AppHealth));
        Assert.All(template.Apps, app => Assert.NotEmpty(app.Sidecar.ConfigFiles));
    }

    [Fact]
    public void Apps_are_started_from_the_programs_that_a_build_makes()
    {
        foreach (var app in Read().Apps)
        {
            var name = Path.GetFileName(app.Directory);
            Assert.Equal(["dotnet", $"bin/Debug/net10.0/{name}.dll"], app.Command);
            Assert.True(File.Exists(Path.Combine(app.Directory, $"{name}.csproj")));
        }
    }

    [Fact]
    public void The_gateway_has_the_public_port()
    {
        Assert.Equal(8080, Read().Apps.Single(app => app.Sidecar.AppId == "gateway").Sidecar.AppPort);
    }

    [Fact]
    public void No_token_stands_in_the_run_template()
    {
        var root = Checkout.Yaml("dapr.yaml");
        var sections = root["apps"]!.AsArray().Append(root["common"]).OfType<JsonObject>();
        Assert.DoesNotContain(sections.SelectMany(section => section["env"]?.AsObject().Select(variable => variable.Key) ?? []), name => name.Contains("TOKEN", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Only_Users_may_read_secrets_itself()
    {
        foreach (var app in Read().Apps)
        {
            var scope = Checkout.Yaml(Path.GetRelativePath(Checkout.Root, Assert.Single(app.Sidecar.ConfigFiles)))["spec"]!["secrets"]!["scopes"]!.AsArray().Single()!;
            Assert.Equal(("secrets", "deny"), ((string?)scope["storeName"], (string?)scope["defaultAccess"]));
            string[] allowed = app.Sidecar.AppId == "users" ? ["admin-password", "key-encryption-key"] : [];
            Assert.Equal(allowed, (scope["allowedSecrets"]?.AsArray() ?? []).Select(secret => (string?)secret));
        }
    }

    private static RunTemplate Read() => RunTemplateReader.Read(Checkout.Root, new Dictionary<string, string>());
}
