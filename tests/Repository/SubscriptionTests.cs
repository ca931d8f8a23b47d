using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Runs;
using DaprShop.Baskets;
using DaprShop.Gateway.Operations;
using DaprShop.Notifications;
using DaprShop.Orders;
using DaprShop.Payments;
using DaprShop.Products;
using DaprShop.Users;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DaprShop.Tests.Repository;

/// <summary>What every subscription of every service must have.</summary>
public sealed class SubscriptionTests
{
    // Each service as its sidecar asks it.
    private static readonly Dictionary<string, Func<Task<JsonArray>>> Services = new()
    {
        ["baskets"] = SubscriptionsOfAsync<BasketsOptions>,
        ["notifications"] = SubscriptionsOfAsync<NotificationsOptions>,
        ["orders"] = SubscriptionsOfAsync<OrdersOptions>,
        ["payments"] = SubscriptionsOfAsync<PaymentsOptions>,
        ["products"] = SubscriptionsOfAsync<ProductsOptions>,
        ["users"] = SubscriptionsOfAsync<UsersOptions>,
    };

    public static TheoryData<string> Apps => [.. Services.Keys];

    [Fact]
    public void No_service_is_left_out()
    {
        var apps = RunTemplateReader.Read(Checkout.Root, new Dictionary<string, string>()).Apps
            .Where(app => Path.GetFileName(Path.GetDirectoryName(app.Directory)) == "services").Select(app => app.Sidecar.AppId);
        Assert.Equal(Services.Keys.Append("gateway").Order(), apps.Order());
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public async Task Every_subscription_has_a_dead_letter_topic_that_the_service_stores_and_retries_that_end(string appId)
    {
        var subscriptions = (await Services[appId]()).Select(subscription => subscription!.AsObject()).ToList();
        foreach (var subscription in subscriptions)
        {
            Assert.Equal($"{appId}.dead", (string?)subscription["deadLetterTopic"]);
            Assert.Contains(subscriptions, other => (string?)other["topic"] == $"{appId}.dead");
            Assert.InRange(InboundRetries((string)subscription["pubsubName"]!), 1, 50);
            Assert.Contains(appId, ScopesOf((string)subscription["pubsubName"]!));
        }
    }

    [Fact]
    public async Task Administrators_see_the_dead_letters_of_every_service_that_can_have_some()
    {
        var subscribers = new List<string>();
        foreach (var (app, subscriptions) in Services)
        {
            if ((await subscriptions()).Count > 0) subscribers.Add(app);
        }

        Assert.Equal(subscribers.Order(), ServiceDeadLetters.Apps.Order());
    }

    [Fact]
    public async Task Notifications_subscribes_to_what_happens_to_orders_and_accounts_and_to_its_own_mails() => Assert.Equal(
        ["notifications.dead", "notifications.mail", "shop.orders", "shop.users"],
        (await Services["notifications"]()).Select(subscription => (string?)subscription!["topic"]).Order());

    private static async Task<JsonArray> SubscriptionsOfAsync<TProgram>() where TProgram : class
    {
        await using var factory = new WebApplicationFactory<TProgram>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(AppContext.BaseDirectory);
            builder.UseSetting("Serilog:MinimumLevel", "Fatal");
            builder.ConfigureTestServices(services =>
            {
                // What a service does in the background needs a sidecar.
                var own = services.Where(service => service.ServiceType == typeof(IHostedService)
                    && service.ImplementationType?.Assembly == typeof(TProgram).Assembly);
                foreach (var service in own.ToList()) services.Remove(service);
            });
        });
        using var client = factory.CreateClient();
        using var response = await client.GetAsync("/dapr/subscribe");
        return response.StatusCode == HttpStatusCode.NotFound ? [] : JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
    }

    private static long InboundRetries(string pubSub)
    {
        var policies = Directory.GetFiles(Path.Combine(Checkout.Root, "components", "policies"))
            .Select(file => Checkout.Yaml(Path.GetRelativePath(Checkout.Root, file)))
            .Where(document => (string?)document["kind"] == "Resiliency");
        var names = policies.Select(document => (document, Retry: (string?)document["spec"]!["targets"]?["components"]?[pubSub]?["inbound"]?["retry"]));
        var (policy, retry) = names.Single(name => name.Retry is not null);
        return (long)policy["spec"]!["policies"]!["retries"]![retry!]!["maxRetries"]!;
    }

    private static IEnumerable<string> ScopesOf(string pubSub) =>
        Checkout.ComponentSets.Select(set => Checkout.Components(set).Single(component => component.Name == pubSub).Scopes)
            .Aggregate<IEnumerable<string>>((left, right) => left.Intersect(right));
}
