using Daprlet.Resources;

namespace DaprShop.Tests.Repository.Components;

public sealed class ComponentSetTests
{
    private static readonly (string Name, string[] Scopes)[] Expected =
    [
        ("baskets-state", ["baskets"]),
        ("card-processor", ["payments"]),
        ("mail", ["notifications"]),
        ("notifications-state", ["notifications"]),
        ("orders-state", ["orders"]),
        ("payments-state", ["payments"]),
        ("products-state", ["products"]),
        ("pubsub", ["notifications", "orders", "payments", "products", "users"]),
        ("secrets", ["payments", "users"]),
        ("users-state", ["users"]),
    ];

    public static TheoryData<string> Sets => [.. Checkout.ComponentSets];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_set_has_the_same_components_for_the_same_apps(string set)
    {
        var components = Checkout.Components(set).OrderBy(component => component.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(Expected.Select(e => e.Name), components.Select(component => component.Name));
        Assert.Equal(Expected.Select(e => string.Join(' ', e.Scopes)), components.Select(component => string.Join(' ', component.Scopes.Order(StringComparer.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_component_says_what_its_type_knows_and_needs(string set)
    {
        foreach (var component in Checkout.Components(set))
        {
            var type = $"{component.Spec.Type}/{component.Spec.Version}";
            var (required, optional) = FactsOf(set, type, component);
            var given = component.Spec.Metadata.Select(item => item.Name).ToList();
            Assert.Empty(required.Except(given));
            Assert.Empty(given.Except(required).Except(optional));
            Assert.Equal(given.Count, given.Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void No_component_holds_a_password(string set) =>
        Assert.DoesNotContain(Checkout.Components(set).SelectMany(component => component.Spec.Metadata), item => item.Name.Contains("password", StringComparison.OrdinalIgnoreCase) && item.Text.Length > 0);

    private static (string[] Required, string[] Optional) FactsOf(string set, string type, ComponentManifest component)
    {
        if (ComponentFacts.Types.TryGetValue(type, out var facts))
            return facts;
        Assert.True(set == "embedded" && ComponentFacts.Daprlet.ContainsKey(type), $"{component.File}: Dapr has no {type}");
        return ComponentFacts.Daprlet[type];
    }
}
