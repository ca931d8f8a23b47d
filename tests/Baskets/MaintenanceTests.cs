using System.Net;
using Daprlet.Hosting;
using DaprShop.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Baskets;

/// <summary>The live setting that closes the checkout.</summary>
public sealed class MaintenanceTests
{
    private const string Setting = "checkout.maintenance";
    private readonly Guid _user = Guid.CreateVersion7();

    [Fact]
    public async Task An_operator_closes_and_opens_the_checkout_of_all_instances_while_they_run()
    {
        await using var shop = await BasketsHost.StartAsync();
        int[] instances = [0, await shop.StartInstanceAsync()];
        await shop.AddAsync(_user, await shop.AddProductAsync());

        await shop.Settings.SetAsync(Setting, "true");

        foreach (var instance in instances)
        {
            await BecomesAsync(shop, true, instance);
            var answer = await shop.CheckOutAsync(_user, "key", instance: instance);
            Assert.Equal("checkout_maintenance", (await Problem.ReadAsync(answer, HttpStatusCode.ServiceUnavailable)).Code);
            Assert.Equal(TimeSpan.FromMinutes(1), answer.Headers.RetryAfter?.Delta);
        }

        Assert.Single(await shop.ItemsAsync(_user));
        Assert.Empty(await shop.OrdersAsync(_user));
        await shop.Settings.SetAsync(Setting, "false");
        foreach (var instance in instances) await BecomesAsync(shop, false, instance);
        await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_setting_that_is_removed_opens_the_checkout()
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.Settings.SetAsync(Setting, "true");
        await BecomesAsync(shop, true);

        await shop.Settings.RemoveAsync(Setting);

        await BecomesAsync(shop, false);
    }

    [Fact]
    public async Task A_closed_checkout_is_closed_from_the_first_request_of_an_instance_on()
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.AddAsync(_user, await shop.AddProductAsync());
        await shop.Settings.SetAsync(Setting, "true");

        var instance = await shop.StartInstanceAsync(options => At(options, new VirtualTime(DateTimeOffset.UtcNow))); // and waits as long as it takes

        Assert.Equal("checkout_maintenance", (await Problem.ReadAsync(
            await shop.CheckOutAsync(_user, "key", instance: instance), HttpStatusCode.ServiceUnavailable)).Code);
    }

    [Fact]
    public async Task Whoever_has_an_answer_gets_it_again_while_the_checkout_is_closed()
    {
        await using var shop = await BasketsHost.StartAsync();
        var product = await shop.AddProductAsync();
        await shop.AddAsync(_user, product);
        var first = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);
        await shop.AddAsync(_user, product);

        await shop.Settings.SetAsync(Setting, "true");
        await BecomesAsync(shop, true);

        var again = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        await Problem.ReadAsync(await shop.CheckOutAsync(_user, "another-key"), HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_checkout_that_was_begun_is_finished_while_the_checkout_is_closed()
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.AddAsync(_user, await shop.AddProductAsync());
        await shop.StopOrdersAsync();
        Assert.Equal("orders_unavailable", (await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.ServiceUnavailable)).Code);
        await shop.Settings.SetAsync(Setting, "true");
        await BecomesAsync(shop, true);

        await shop.StartOrdersAsync();

        var order = await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.Created);
        Assert.Equal((Guid)order["id"]!, (Guid)Assert.Single(await shop.OrdersAsync(_user))["id"]!);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task A_text_that_is_neither_changes_nothing(string before, bool isClosed)
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.Settings.SetAsync(Setting, before);
        await BecomesAsync(shop, isClosed);

        await shop.Settings.SetAsync(Setting, "perhaps", reads: 1);
        await shop.Settings.SetAsync(Setting, "on", reads: 1); // when it reads this one, it is done with the first

        Assert.Equal(isClosed, await IsClosedAsync(shop));
        var instance = await shop.StartInstanceAsync(); // which has read nothing better
        Assert.False(await IsClosedAsync(shop, instance));
    }

    [Fact]
    public async Task While_the_store_is_away_what_was_last_known_counts()
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.AddAsync(_user, await shop.AddProductAsync());
        await shop.Settings.SetAsync(Setting, "true");
        await BecomesAsync(shop, true);

        shop.Settings.IsAway = true;
        await shop.Settings.SetAsync(Setting, "false", reads: 2); // is told, and cannot be read: now, or when it is tried again

        await Problem.ReadAsync(await shop.CheckOutAsync(_user, "key"), HttpStatusCode.ServiceUnavailable);
        shop.Settings.IsAway = false;
        await BecomesAsync(shop, false);
    }

    [Fact]
    public async Task An_instance_that_starts_without_the_store_takes_orders_until_it_hears_otherwise()
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.AddAsync(_user, await shop.AddProductAsync());
        shop.Settings.IsAway = true;
        var instance = await shop.StartInstanceAsync();

        await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key", instance: instance), HttpStatusCode.Created);

        await shop.Settings.SetAsync(Setting, "true");
        shop.Settings.IsAway = false;
        await BecomesAsync(shop, true, instance);
    }

    [Fact]
    public async Task A_sidecar_without_a_configuration_store_closes_nothing()
    {
        await using var shop = await BasketsHost.StartAsync();
        await shop.AddAsync(_user, await shop.AddProductAsync());

        var instance = await shop.StartInstanceAsync(options => options with
        {
            Components = [.. options.Components.Where(component => component.Name != "configuration")],
        });

        await BasketsHost.ReadAsync(await shop.CheckOutAsync(_user, "key", instance: instance), HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_subscription_that_breaks_is_made_anew_and_misses_nothing()
    {
        await using var shop = await BasketsHost.StartAsync();
        TcpRelay? relay = null;
        // Too little time passes for a read that nobody asks for, and enough to subscribe anew.
        var (time, passed) = (new VirtualTime(DateTimeOffset.UtcNow), TimeSpan.Zero);
        void Pass()
        {
            if (passed >= TimeSpan.FromSeconds(20)) return;
            var step = TimeSpan.FromMilliseconds(100);
            time.Advance(step);
            passed += step;
        }

        var instance = await shop.StartInstanceAsync(options => At(options, time) with
        {
            WayToSidecar = sidecar =>
            {
                relay = new TcpRelay(sidecar.GrpcPort!.Value);
                return new Dictionary<string, string>(sidecar.AppEnvironment()) { ["DAPR_GRPC_ENDPOINT"] = relay.Address.ToString() };
            },
        });
        await using var line = relay!;
        await shop.Settings.SetAsync(Setting, "true");
        await BecomesAsync(shop, true, instance);

        line.Cut();
        await shop.Settings.SetAsync(Setting, "false");
        line.Mend();

        await BecomesAsync(shop, false, instance, Pass);
        await shop.Settings.SetAsync(Setting, "true");
        await BecomesAsync(shop, true, instance, Pass);
    }

    private static ServiceHostOptions At(ServiceHostOptions options, TimeProvider time) => options with
    {
        ConfigureServices = services =>
        {
            options.ConfigureServices!(services);
            services.AddSingleton(time);
        },
    };

    private static async Task<bool> IsClosedAsync(BasketsHost shop, int instance = 0) =>
        (bool)(await BasketsHost.ReadAsync(await shop.GetAsync(Guid.CreateVersion7(), instance), HttpStatusCode.OK))["checkoutClosed"]!;

    private static Task BecomesAsync(BasketsHost shop, bool isClosed, int instance = 0, Action? meanwhile = null) => Eventually.TrueAsync(
        async () =>
        {
            meanwhile?.Invoke();
            using var answer = await shop.GetAsync(Guid.CreateVersion7(), instance);
            return answer.IsSuccessStatusCode // which it is not where the way to the sidecar has just been cut
                && (bool)(await BasketsHost.ReadAsync(answer, HttpStatusCode.OK))["checkoutClosed"]! == isClosed;
        },
        isClosed ? "the checkout to be closed" : "the checkout to be open");
}
