using System.Text.Json.Nodes;
using Daprlet.Resources;
using DaprShop.Testing.Components;

namespace DaprShop.Tests.Repository.Components;

/// <summary>The check of components finds what it is there for: each case is a file of ours with one thing wrong.</summary>
public sealed class ComponentRulesTests
{
    [Theory]
    [InlineData("kafka/pubsub.yaml", "name: initialOffset", "name: initalOffset", "initalOffset is unknown")]
    [InlineData("kafka/pubsub.yaml", "value: oldest", "value: earliest", "earliest is none of newest, oldest")]
    [InlineData("kafka/pubsub.yaml", "name: saslUsername", "name: saslUser", "ways to log in")]
    [InlineData("kafka/pubsub.yaml", "value: password", "value: passwort", "ways to log in")]
    [InlineData("kafka/pubsub.yaml", "value: password", "value: none", "ways to log in")]
    [InlineData("kafka/pubsub.yaml", "name: brokers", "name: clientId", "brokers is missing")]
    [InlineData("kafka/pubsub.yaml", "value: 30s", "value: 30 s", "sessionTimeout: \"30 s\" is no duration")]
    [InlineData("kafka/pubsub.yaml", "initTimeout: 30s", "initTimeout: half a minute", "initTimeout")]
    [InlineData("kafka/pubsub.yaml", "value: \"1000000\"", "value: 1M", "is no number")]
    [InlineData("kafka/pubsub.yaml", "value: \"true\"", "value: maybe", "is no bool")]
    [InlineData("kafka/pubsub.yaml", "name: disableTls", "name: heartbeatInterval", "heartbeatInterval is there 2 times")]
    [InlineData("kafka/pubsub.yaml", "secretKeyRef:", "secretKeyref:", "secretKeyref is no field")]
    [InlineData("kafka/pubsub.yaml", "scopes:", "scope:", "scope is no field")]
    [InlineData("kafka/pubsub.yaml", "kind: Component", "kind: Komponent", "no Component")]
    [InlineData("kafka/orders-state.yaml", "version: v2", "version: v3", "no facts of state.postgresql/v3")]
    [InlineData("kafka/orders-state.yaml", "name: connectionString", "name: conectionString", "ways to log in")]
    [InlineData("redis/orders-state.yaml", "envRef: REDIS_PASSWORD", "value: hunter2", "a secret stands in the file")]
    [InlineData("redis/card-processor.yaml", "value: 64Ki", "value: 64 KB", "is no bytesize")]
    [InlineData("redis/mail.yaml", "type: bindings.localstorage", "type: bindings.localstorge", "no facts of bindings.localstorge/v1")]
    public void A_slip_in_a_component_is_found(string file, string right, string wrong, string reason)
    {
        var text = Checkout.Text(Path.Combine("components", file));
        Assert.Contains(right, text, StringComparison.Ordinal);
        var problems = ComponentRules.FindProblems((JsonObject)YamlJson.Parse(text.Replace(right, wrong, StringComparison.Ordinal))!);
        Assert.Contains(problems, problem => problem.Contains(reason, StringComparison.Ordinal));
    }
}
