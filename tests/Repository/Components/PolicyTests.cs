using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.Sidecars;
using DaprShop.Payments;

namespace DaprShop.Tests.Repository.Components;

/// <summary>The resiliency of the shop, which genuine Dapr reads as well as daprlet does.</summary>
public sealed class PolicyTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "components", "policies");

    private static readonly string[] Apps = ["baskets", "gateway", "notifications", "orders", "payments", "products", "users"];

    [Fact]
    public async Task Nothing_in_the_policies_is_passed_over_by_any_sidecar() =>
        Assert.Empty(await ResourceCheck.FindProblemsAsync(Apps.Select(app => new SidecarOptions { AppId = app, ResourcesPaths = [Folder] }), TestContext.Current.CancellationToken));

    [Fact]
    public void Every_sidecar_gets_the_policies() => Assert.Contains("./components/policies", Checkout.Yaml("dapr.yaml")["common"]!["resourcesPaths"]!.AsArray().Select(path => (string?)path));

    [Fact]
    public void No_retry_goes_on_without_end() =>
        Assert.All(Specs().SelectMany(spec => spec["policies"]!["retries"]!.AsObject()), retry => Assert.InRange((long?)retry.Value!["maxRetries"] ?? -1, 0, 50));

    [Fact]
    public void Targets_are_components_and_apps_that_there_are()
    {
        var components = Checkout.ComponentSets.SelectMany(Checkout.Components).Select(component => component.Name).Distinct().Order();
        Assert.Equal(components, Targets("components").Select(target => target.Key).Order());
        Assert.Empty(Targets("apps").Select(target => target.Key).Except(Apps));
    }

    [Fact]
    public void What_customers_send_is_passed_on_once() =>
        Assert.All(Documents().Where(document => document["spec"]!["targets"]!["apps"] is not null), document => Assert.DoesNotContain("gateway", document["scopes"]!.AsArray().Select(app => (string?)app)));

    [Fact]
    public void Only_Payments_itself_asks_the_card_processor_again_and_has_the_time_for_it()
    {
        var (processor, payments) = (Target("components", "card-processor")["outbound"]!, Target("apps", "payments"));
        Assert.Null(processor["retry"]);
        Assert.Null(payments["retry"]);

        var oneAnswer = Duration(Checkout.Components("embedded").Single(component => component.Name == "card-processor").Spec.Metadata.Single(item => item.Name == "responseTimeout").Text);
        Assert.True(oneAnswer < Timeout(processor));
        Assert.True(oneAnswer * new PaymentsOptions().ProcessorAttempts < Timeout(payments));
    }

    [Fact]
    public void A_decline_is_an_answer_and_no_failure_of_the_card_processor() => Assert.All(Checkout.ComponentSets, set => Assert.Equal(
        "false", Checkout.Components(set).Single(component => component.Name == "card-processor").Spec.Metadata.Single(item => item.Name == "errorIfNot2XX").Text));

    [Fact]
    public void An_outage_of_ten_minutes_makes_no_dead_letters()
    {
        var (retry, _) = Delivery();
        var (pause, outlasted) = (retry.InitialInterval, TimeSpan.Zero);
        for (var i = 0; i < retry.MaxRetries; i++)
        {
            outlasted += pause;
            pause = Min(pause * retry.Multiplier, retry.MaxInterval);
        }

        Assert.InRange(outlasted, TimeSpan.FromMinutes(10), retry.MaxElapsedTime);
    }

    [Fact]
    public void All_attempts_of_a_delivery_end_before_Redis_gives_the_message_to_another_instance()
    {
        var (retry, timeout) = Delivery();
        var longestPause = retry.MaxInterval * (1 + retry.RandomizationFactor);
        var budget = Min((longestPause + timeout) * retry.MaxRetries, retry.MaxElapsedTime) + timeout;
        var redis = Checkout.Components("redis").Single(component => component.Name == "pubsub");

        Assert.True(budget < Duration(redis.Spec.Metadata.Single(item => item.Name == "processingTimeout").Text), $"{budget}");
    }

    private static (RetryPolicy Retry, TimeSpan Timeout) Delivery()
    {
        var spec = Specs().Single(spec => spec["targets"]!["components"] is not null);
        var inbound = spec["targets"]!["components"]!["pubsub"]!["inbound"]!;
        var retry = spec["policies"]!["retries"]![(string)inbound["retry"]!]!;
        Assert.Equal("exponential", (string?)retry["policy"]);
        return (
            new RetryPolicy { IsExponential = true, MaxInterval = Duration((string)retry["maxInterval"]!), MaxRetries = (long)retry["maxRetries"]! },
            Duration((string)spec["policies"]!["timeouts"]![(string)inbound["timeout"]!]!));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IEnumerable<JsonObject> Documents() => Directory.GetFiles(Folder).Select(file => Checkout.Yaml(Path.GetRelativePath(Checkout.Root, file))).Where(document => (string?)document["kind"] == "Resiliency");

    private static IEnumerable<JsonNode> Specs() => Documents().Select(document => document["spec"]!);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Targets(string kind) => Specs().SelectMany(spec => spec["targets"]![kind]?.AsObject() ?? []);

    private static JsonNode Target(string kind, string name) => Targets(kind).Single(target => target.Key == name).Value!;

    private static TimeSpan Timeout(JsonNode target) =>
        Duration(Specs().Select(spec => (string?)spec["policies"]!["timeouts"]?[(string)target["timeout"]!]).Single(timeout => timeout is not null)!);

    private static TimeSpan Duration(string text) => GoDuration.TryParse(text, out var duration) ? duration : throw new FormatException(text);
}
