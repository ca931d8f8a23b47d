using Daprlet.Resources;
using Daprlet.Runs;
using DaprShop.Testing.Components;

namespace DaprShop.Tests.Repository.Components;

public sealed class ComponentSetTests
{
    private static readonly (string Name, string[] Scopes)[] Expected =
    [
        ("baskets-state", ["baskets"]),
        ("card-processor", ["payments"]),
        ("configuration", ["baskets"]),
        ("locks", ["users"]),
        ("mail", ["notifications"]),
        ("notifications-state", ["notifications"]),
        ("orders-state", ["orders"]),
        ("payments-state", ["payments"]),
        ("products-state", ["products"]),
        ("pubsub", ["notifications", "orders", "payments", "products", "users"]),
        ("users-state", ["users"]),
    ];

    // Which secrets an operator has to bring; `local -- secrets` makes up the first three.
    private static readonly Dictionary<string, string[]> Secrets = new()
    {
        ["embedded"] = ["card-processor-key"],
        ["redis"] = ["card-processor-key"],
        ["kafka"] =
        [
            "baskets-state-connection", "card-processor-key", "configuration-connection", "kafka-password", "kafka-username", "locks-password",
            "notifications-state-connection", "orders-state-connection",
            "payments-state-connection", "products-state-connection", "smtp-password", "smtp-user", "users-state-connection",
        ],
    };

    // daprlet's own, which genuine Dapr never sees: docs/daprlet.md.
    private static readonly Dictionary<string, ComponentFacts> Daprlet = new()
    {
        ["configuration.sqlite/v1"] = new() { Metadata = new Dictionary<string, MetadataFact> { ["connectionString"] = new() { Required = true } } },
        ["lock.sqlite/v1"] = new() { Metadata = new Dictionary<string, MetadataFact> { ["connectionString"] = new() { Required = true } } },
        ["pubsub.sqlite/v1"] = new() { Metadata = new Dictionary<string, MetadataFact> { ["connectionString"] = new() { Required = true } } },
    };

    public static TheoryData<string> Sets => [.. Checkout.ComponentSets];

    [Fact]
    public void There_is_a_set_for_every_way_to_run() => Assert.Equal(Secrets.Keys.Order(), Checkout.ComponentSets.Order());

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_set_has_the_same_components_for_the_same_apps(string set)
    {
        var components = Checkout.Components(set).Where(component => component.Name != "secrets").OrderBy(component => component.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(Expected.Select(e => e.Name), components.Select(component => component.Name));
        Assert.Equal(Expected.Select(e => string.Join(' ', e.Scopes)), components.Select(component => string.Join(' ', component.Scopes.Order(StringComparer.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_component_says_what_its_type_knows_and_needs(string set)
    {
        var ownTypes = set == "embedded" ? Daprlet : null;
        Assert.Empty(Checkout.ComponentFiles(set).SelectMany(file => ComponentRules.FindProblems(Checkout.Yaml(file), ownTypes).Select(problem => $"{file}: {problem}")));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Secrets_come_from_the_store_of_the_set_which_is_there_for_every_app_that_needs_it(string set)
    {
        var components = Checkout.Components(set);
        var store = components.Single(component => component.Spec.Type.StartsWith("secretstores.", StringComparison.Ordinal));
        Assert.Equal("secrets", store.Name);
        var referring = components.Where(component => References(component).Any()).ToList();
        Assert.All(referring, component => Assert.Equal(store.Name, component.Auth.SecretStore));
        Assert.All(referring.SelectMany(References), reference => Assert.Equal(reference.Name, reference.Key));
        Assert.Equal(Secrets[set], referring.SelectMany(References).Select(reference => reference.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(referring.SelectMany(component => component.Scopes).Append("users").Distinct().Order(), store.Scopes.Order()); // Users itself reads some
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Scopes_name_apps_that_there_are(string set)
    {
        var apps = RunTemplateReader.Read(Checkout.Root, new Dictionary<string, string>()).Apps.Select(app => app.Sidecar.AppId);
        Assert.Empty(Checkout.Components(set).SelectMany(component => component.Scopes).Except(apps));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_apps_with_actors_have_a_store_for_them(string set) => Assert.Equal(
        ["orders-state", "products-state"],
        Checkout.Components(set).Where(component => component.Spec.Metadata.Any(item => item is { Name: "actorStateStore", Text: "true" })).Select(component => component.Name).Order());

    [Fact]
    public void A_group_of_Kafka_is_an_app_and_begins_with_what_is_there()
    {
        var kafka = Checkout.Components("kafka").Single(component => component.Name == "pubsub").Spec.Metadata.ToDictionary(item => item.Name, item => item.Text);
        Assert.Equal(("{appID}", "oldest", "all"), (kafka["consumerGroup"], kafka["initialOffset"], kafka["producerRequiredAcks"]));
    }

    private static IEnumerable<SecretKeyRef> References(ComponentManifest component) => component.Spec.Metadata.Select(item => item.SecretKeyRef).OfType<SecretKeyRef>();
}
