using Daprlet.Components.State;
using DaprShop.Contracts.Events;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Notifications;

/// <summary>
/// Random deliveries against a model: duplicates, any order, two instances, both at once, writes that fail before they are stored
/// or whose answer is lost, which is how a crash between two steps looks to whoever comes next.
/// </summary>
public sealed class DeliveryPropertyTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private const int MaxEvents = 60;

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (8, from happened in Gen.Choose(0, MaxEvents - 1)
            from instance in Gen.Choose(0, 1)
            from atOnce in Gen.Choose(1, 3)
            select (Step)new Deliver(happened, instance, atOnce)),
        (2, from write in Gen.Choose(1, 6) from isStored in Gen.Elements(true, false) select (Step)new BreakOff(write, isStored)),
        (2, from place in Gen.Choose(0, MaxEvents - 1) from instance in Gen.Choose(0, 1) select (Step)new Mark(place, instance)),
        (1, Gen.Constant((Step)new MarkAll())));

    [Fact]
    public void Whatever_is_delivered_each_event_has_one_notification_and_the_unread_ones_are_counted() =>
        Prop.ForAll(Steps.ListOf().ToArbitrary(), steps => HoldsAsync([.. steps]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(120));

    private async Task<bool> HoldsAsync(IReadOnlyList<Step> steps)
    {
        var user = Guid.CreateVersion7();
        OrderLifeEvent[] events = [.. Enumerable.Range(0, MaxEvents).Select(number => NotificationsHost.Paid(user, number))];
        var (delivered, read) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var step in steps)
        {
            switch (step)
            {
                case Deliver deliver:
                    await DeliverAsync(events[deliver.Event], deliver);
                    delivered.Add(events[deliver.Event].OrderId);
                    break;
                case BreakOff breakOff:
                    BreakOffWrite(breakOff);
                    break;
                case Mark mark when await MarkAsync(user, mark) is { } marked:
                    read.Add(marked);
                    break;
                case MarkAll:
                    await RepeatAsync(async () => (await host.MarkReadAsync(user)).IsSuccessStatusCode);
                    read.UnionWith(delivered);
                    break;
            }
        }

        Heal();
        var inbox = await host.InboxAsync(user, "?pageSize=100");
        var items = inbox["items"]!.AsArray();
        Assert.Equal(delivered.Order(), items.Select(item => (Guid)item!["orderId"]!).Order());
        Assert.Equal(read.Order(), items.Where(item => (bool)item!["read"]!).Select(item => (Guid)item!["orderId"]!).Order());
        Assert.Equal((delivered.Count - read.Count, delivered.Count), ((int)inbox["unread"]!, (int)inbox["total"]!));
        return true;
    }

    // As the sidecar does: until the app says that it has the event.
    private Task DeliverAsync(OrderLifeEvent happened, Deliver deliver) => Task.WhenAll(Enumerable.Range(0, deliver.AtOnce).Select(n =>
        RepeatAsync(async () => await host.DeliverAsync(happened, (deliver.Instance + n) % 2) == "SUCCESS")));

    private async Task<Guid?> MarkAsync(Guid user, Mark mark)
    {
        var items = (await host.InboxAsync(user, "?pageSize=100", mark.Instance))["items"]!.AsArray();
        if (items.Count == 0) return null;
        var item = items[mark.Place % items.Count]!;
        await RepeatAsync(async () => (await host.MarkReadAsync(user, (string?)item["id"], mark.Instance)).IsSuccessStatusCode);
        return (Guid)item["orderId"]!;
    }

    private static async Task RepeatAsync(Func<Task<bool>> attempt)
    {
        for (var repetition = 0; !await attempt(); repetition++) Assert.True(repetition < 20);
    }

    private void BreakOffWrite(BreakOff breakOff)
    {
        var countdown = breakOff.Write;
        bool IsBroken() => Interlocked.Decrement(ref countdown) == 0;
        Heal();
        if (breakOff.IsStored)
        {
            host.Store.AfterWrite = _ =>
            {
                if (IsBroken()) throw new IOException("crashed after the write");
            };
        }
        else
        {
            host.Store.BeforeWrite = _ => IsBroken() ? StateFault.Refused("crashed before the write") : null;
        }
    }

    private void Heal() => (host.Store.BeforeWrite, host.Store.AfterWrite) = (_ => null, _ => { });

    private abstract record Step;

    private sealed record Deliver(int Event, int Instance, int AtOnce) : Step;

    private sealed record BreakOff(int Write, bool IsStored) : Step;

    private sealed record Mark(int Place, int Instance) : Step;

    private sealed record MarkAll : Step;
}
