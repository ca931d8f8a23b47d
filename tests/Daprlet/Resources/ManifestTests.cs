using System.Text.Json.Nodes;
using Daprlet.PubSub.Subscriptions;
using Daprlet.Resiliency;
using Daprlet.Resources;

namespace DaprShop.Tests.Daprlet.Resources;

/// <summary>What manifests make of fields that are empty, of another kind, or come twice.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifests-").FullName;
    private readonly List<ResourceException> _broken = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Empty_fields_of_a_Component_are_absent()
    {
        var component = Assert.Single(Load("""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: store
              namespace:
            spec:
              type: state.in-memory
              version:
              initTimeout:
              ignoreErrors:
              metadata:
              - name: password
                value:
              - name: host
                value: none
                envRef:
                secretKeyRef:
                  name: x
                  key:
              -
            auth:
              secretStore:
            scopes:
            # - cart
            """).Components);

        Assert.Equal("store (state.in-memory/v1)", component.Display);
        Assert.False(component.Spec.IgnoreErrors);
        Assert.Equal([("password", ""), ("host", "none"), ("", "")], component.Spec.Metadata.Select(item => (item.Name, item.Text)));
        Assert.Equal("x", component.Spec.Metadata[1].Secret!.KeyOrName);
        Assert.Equal("", component.Auth.SecretStore);
    }

    [Theory]
    [InlineData("metadata:\nspec:\nauth:\nscopes:")]
    [InlineData("metadata: {name: }\nspec: {type: , metadata: }\nauth: {}\nscopes: [ ]")]
    [InlineData("metadata: {name: x}\nspec: {metadata: [ null, {secretKeyRef: }]}\nscopes: [~, alpha]")]
    [InlineData("")]
    public void Every_section_of_a_resource_may_be_empty(string sections)
    {
        var set = Load($"apiVersion: dapr.io/v1alpha1\nkind: Component\n{sections}");
        Load($"apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\n{sections}");

        Assert.Single(set.Components);
        Assert.Empty(_broken);
    }

    [Theory]
    [InlineData("spec:")]
    [InlineData("spec: {headers: , clientTLS: , baseUrl: }")]
    [InlineData("spec: {headers: [ ~ ], clientTLS: {rootCA: , certificate: {value: }, privateKey: {secretKeyRef: }}}")]
    public void Empty_fields_of_an_HTTPEndpoint_are_absent(string spec) =>
        Assert.Equal("", Assert.Single(Load($"apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata: {{name: x}}\n{spec}").HttpEndpoints).Spec.BaseUrl);

    [Theory]
    [InlineData("v1alpha1", "spec: {pubsubname: p, topic: orders, route: /orders, metadata: , deadLetterTopic: , bulkSubscribe: }\nscopes:")]
    [InlineData("v2alpha1", "spec: {pubsubname: p, topic: orders, routes: {default: /orders, rules: }, metadata: {a: }, bulkSubscribe: {enabled: , maxMessagesCount: }}\nscopes:\n- alpha\n-")]
    [InlineData("v2alpha1", "spec: {pubsubname: p, topic: orders, routes: {default: /orders}, bulkSubscribe: {enabled: on, maxMessagesCount: 1_0}}")]
    public void Empty_fields_of_a_Subscription_are_absent(string version, string sections)
    {
        var documents = Documents($"apiVersion: dapr.io/{version}\nkind: Subscription\nmetadata: {{name: x}}\n{sections}");
        var subscription = Assert.Single(DeclaredSubscriptions.Read(documents, "alpha", _broken.Add)).Subscription;

        Assert.Equal(("p", "orders", "/orders"), (subscription.PubSub, subscription.Topic, Assert.Single(subscription.Rules).Path));
    }

    [Theory]
    [InlineData("spec:")]
    [InlineData("spec: {policies: , targets: }")]
    [InlineData("spec: {policies: {timeouts: , retries: , circuitBreakers: }, targets: {apps: , actors: , components: }}")]
    [InlineData("spec: {policies: {timeouts: {t: }, retries: {r: }, circuitBreakers: {c: }}, targets: {apps: {a: }, actors: {b: }, components: {c: , d: {inbound: , outbound: {retry: }}}}}")]
    [InlineData("spec: {policies: {retries: {r: {policy: , duration: , maxRetries: , matching: {httpStatusCodes: , gRPCStatusCodes: }}}}, targets: {apps: {a: {circuitBreakerCacheSize: }}, actors: {b: {circuitBreakerScope: }}}}")]
    public void Empty_fields_of_a_Resiliency_are_absent(string spec)
    {
        var documents = Documents($"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{name: x}}\n{spec}\nscopes:");

        Assert.Equal("x", Assert.Single(ResiliencyLoader.Decode(documents, _broken.Add)).Name);
        PolicyCheck.FindProblems(documents, "alpha");
        Assert.Empty(_broken);
    }

    [Theory]
    [InlineData("# nothing to configure yet")]
    [InlineData("")]
    [InlineData("spec:")]
    [InlineData("metadata:\nspec:\n  features:\n  tracing:\n  secrets:\n  metric:\n  metrics:\n  api:\n  components:\n  nameResolution:\n")]
    [InlineData("spec:\n  features: [ ~ ]\n  tracing: {samplingRate: }\n  secrets: {scopes: }\n  metric: {enabled: }\n  api: {allowed: , denied: [ ~ ]}\n  components: {deny: }\n  nameResolution: {component: , configuration: }\n")]
    [InlineData("spec:\n  components: {deny: [ ~ ]}\n  secrets: {scopes: [ ~, {storeName: x, allowedSecrets: , deniedSecrets: [ ~ ]} ]}")]
    public void Empty_sections_of_a_Configuration_are_absent(string text)
    {
        var spec = Configuration(text);

        Assert.False(spec.Components.Denies(new ComponentSpec { Type = "state.in-memory", Version = "v1" }));
        Assert.Equal(("", null, ""), (spec.Tracing.SamplingRate, spec.Metric.Enabled, spec.NameResolution.Component));
    }

    [Fact]
    public void An_empty_section_of_a_later_Configuration_takes_back_the_section_of_an_earlier_one_and_an_empty_spec_does_not()
    {
        Assert.Empty(Configuration("spec: {components: {deny: [a]}}", "spec: {components: }").Components.Deny);
        Assert.Equal(["a"], Configuration("spec: {components: {deny: [a]}}", "spec:").Components.Deny);
        Assert.Equal(["a"], Configuration("spec: {components: {deny: [a]}}", "# nothing").Components.Deny);
    }

    [Fact]
    public void Words_for_truth_and_numbers_out_of_range_are_read_as_in_YAML_1_1()
    {
        var component = Assert.Single(Load("""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: store }
            spec:
              type: state.in-memory
              version: 1
              ignoreErrors: yes
              metadata:
              - {name: release, value: 83e2010}
              - {name: ratio, value: 1.50}
              - {name: on, value: off}
              - {name: day, value: 2024-01-01}
              - {name: map, value: {a: [1, x]}}
            """).Components);

        Assert.True(component.Spec.IgnoreErrors);
        Assert.Equal("1", component.Spec.Version);
        Assert.Equal([("release", "83e2010"), ("ratio", "1.5"), ("true", "false"), ("day", "2024-01-01"), ("map", """{"a":[1,"x"]}""")], component.Spec.Metadata.Select(item => (item.Name, item.Text)));
        Assert.False(Configuration("spec: {metric: {enabled: off}}").Metric.Enabled);
    }

    [Fact]
    public void The_last_of_repeated_keys_counts_and_merged_ones_are_there()
    {
        var component = Assert.Single(Load("""
            x-redis: &defaults
              type: state.in-memory
              version: v2
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: store
              name: cart-store
            spec:
              <<: *defaults
              version: v1
            """).Components);

        Assert.Equal("cart-store (state.in-memory/v1)", component.Display);
    }

    [Fact]
    public void Documents_stand_between_lines_that_begin_with_three_dashes()
    {
        var names = Load(string.Join('\n',
            "# all components",
            Component("first"),
            "--- # the second",
            Component("second"),
            "---------------- third.yaml ----------------",
            Component("third"),
            "---\t",
            "---",
            Component("fourth"),
            "---",
            "# nothing",
            "---",
            "%YAML 1.1",
            "---",
            Component("fifth"),
            "...",
            "---")).Components.Select(component => component.Name);

        Assert.Equal(["first", "second", "third", "fourth", "fifth"], names);
        Assert.Empty(_broken);
    }

    [Fact]
    public void A_document_that_is_broken_takes_no_other_with_it_and_is_named_with_its_line()
    {
        var set = Load(string.Join('\n', Component("first"), "---", "a: b: c", "---", Component("third")));

        Assert.Equal(["first", "third"], set.Components.Select(component => component.Name));
        Assert.StartsWith($"{Path.Combine(_folder, "a.yaml")}: line 6, column 5: not valid YAML: ", Assert.Single(_broken).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec: [1]", "line 4, column 7: spec: must be a mapping")]
    [InlineData("spec:\n  type: [1]", "line 5, column 9: spec.type: must be text")]
    [InlineData("spec:\n  type: x\n  ignoreErrors: perhaps", "line 6, column 17: spec.ignoreErrors: must be true or false")]
    [InlineData("spec:\n  type: x\n  metadata: {a: b}", "line 6, column 13: spec.metadata: must be a list")]
    [InlineData("spec:\n  metadata:\n  - name: a\n  - [b]", "line 7, column 5: spec.metadata[1]: must be a mapping")]
    [InlineData("spec:\n  metadata:\n  - secretKeyRef: x", "line 6, column 19: spec.metadata[0].secretKeyRef: must be a mapping")]
    [InlineData("scopes: alpha", "line 4, column 9: scopes: must be a list")]
    public void A_field_of_another_kind_is_one_line_with_the_place_and_what_it_must_be(string sections, string expected)
    {
        var set = Load($"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: x}}\n{sections}");

        Assert.Empty(set.Components);
        Assert.Equal($"{Path.Combine(_folder, "a.yaml")}: x: {expected}", Assert.Single(_broken).Message);
    }

    [Theory]
    [InlineData("spec: {metric: {enabled: [1]}}", "line 1, column 26: spec.metric.enabled: must be true or false")]
    [InlineData("spec: {features: {a: b}}", "line 1, column 18: spec.features: must be a list")]
    [InlineData("- a", "line 1, column 1: not a YAML mapping")]
    [InlineData("a: b: c", "line 1, column 5: not valid YAML: ")]
    public void A_Configuration_that_cannot_be_decoded_names_the_place(string text, string expected) =>
        Assert.StartsWith($"{Path.Combine(_folder, "0.yaml")}: {expected}", Assert.Throws<ResourceException>(() => Configuration(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{maxRetries: many}", "line 4, column 45: spec.policies.retries.r.maxRetries: must be a whole number of at most 32 bits")]
    [InlineData("{maxRetries: 1.5}", "line 4, column 45: spec.policies.retries.r.maxRetries: must be a whole number of at most 32 bits")]
    [InlineData("[]", "line 4, column 32: spec.policies.retries.r: must be a mapping")]
    public void A_Resiliency_that_cannot_be_decoded_names_the_place(string retry, string expected)
    {
        Assert.Empty(ResiliencyLoader.Decode(Documents($"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{name: x}}\nspec: {{policies: {{retries: {{r: {retry}}}}}}}"), _broken.Add));
        Assert.Equal(expected, Assert.Single(_broken).Reason);
    }

    [Fact]
    public void Whole_numbers_may_be_written_with_a_point() =>
        Assert.Equal(3, ((JsonObject)YamlJson.Parse("a: 3.0")!)["a"]!.GetValue<int>());

    private static string Component(string name) => $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: state.in-memory, version: v1}}";

    private ResourceSet Load(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), text);
        return ResourceSet.Load([_folder], "alpha", "", _broken.Add);
    }

    private IReadOnlyList<ResourceDocument> Documents(string text) => Load(text).Documents;

    private ConfigurationSpec Configuration(params string[] texts)
    {
        var files = texts.Select((text, n) =>
        {
            var file = Path.Combine(_folder, $"{n}.yaml");
            File.WriteAllText(file, text);
            return file;
        });
        return ConfigurationFiles.Read([.. files], _ => null).Spec;
    }
}
