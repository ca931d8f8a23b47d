using System.Net;
using System.Text.Json.Nodes;
using DaprShop.Testing.Running;
using DaprShop.Tests.Chaos.Books;
using DaprShop.Tests.Chaos.Waiting;

namespace DaprShop.Tests.Chaos.Customers;

/// <summary>What a customer comes for: one order each time, in one of many ways. After it, the book says what the customer was told.</summary>
internal sealed class Errands(PersistentCustomer customer, Shelf shelf, OrderBook book, Waits waits, Random random)
{
    private const int Tabs = 10;
    private const int MaxQuantity = 3;
    private const string Visa = "tok_visa";
    private const string Paid = "Paid";
    private const string Cancelled = "Cancelled";

    /// <summary>Runs an errand of some kind.</summary>
    public async Task RunAsync()
    {
        var kind = random.Next(16);
        var order = kind switch
        {
            0 => await PlaceAsync(Tabs),
            1 => await CheckOutAsync(),
            _ => await PlaceAsync(tabs: 1),
        };
        if (order is not { } id) return;
        await (kind switch
        {
            0 => PayAsync(id, Visa),
            1 => PayAsync(id, Visa),
            2 or 3 => PayAsync(id, "tok_slow"),
            4 or 5 => PayAsync(id, "tok_unavailable"),
            6 => PayAsync(id, "tok_declined"),
            7 => Task.WhenAll(PayAsync(id, Visa), PayAsync(id, Visa)),
            8 => CancelWhilePayingAsync(id),
            9 => EditAndPayAsync(id),
            10 => EditAsync(id),
            11 => CancelAsync(id),
            12 => PayAndThenAsync(id, CancelAsync),
            13 or 14 => PayAndThenAsync(id, ConfirmAsync),
            _ => Task.CompletedTask, // forgets about it
        });
    }

    /// <summary>Makes up the mind about an order that waits: to pay it, or not to have it.</summary>
    public Task SettleAsync(Guid id) => random.Next(2) == 0 ? PayAsync(id, Visa) : CancelAsync(id);

    private async Task<Guid?> PlaceAsync(int tabs)
    {
        var key = NewKey();
        var body = new { items = Items(), shippingAddress = customer.Address };
        var wait = waits.Begin();
        var answers = await Task.WhenAll(Enumerable.Range(0, tabs).Select(_ => customer.AskAsync(HttpMethod.Post, "/api/v1/orders", body, key)));
        return await DecidedAsync(answers, wait);
    }

    /// <summary>Orders a basket in several tabs at once, each of which shows the same basket and has a key of its own.</summary>
    private async Task<Guid?> CheckOutAsync()
    {
        var product = Pick(shelf.Ample);
        var basket = await customer.AskAsync(HttpMethod.Put, "/api/v1/basket", new { items = new[] { new { productId = product.Id, quantity = 1 } } });
        if (!Expect("fill the basket", basket, HttpStatusCode.OK)) return null;
        var body = new { shippingAddress = customer.Address };
        var keys = Enumerable.Range(0, Tabs).Select(_ => NewKey()).ToList();
        var wait = waits.Begin();
        var answers = await Task.WhenAll(keys.Select(key => customer.AskAsync(HttpMethod.Post, "/api/v1/basket/checkout", body, key, ("If-Match", basket.ETag!))));
        return await DecidedAsync(answers, wait);
    }

    /// <summary>What became of an order that was asked for once or several times.</summary>
    /// <returns>The order if it waits for its payment.</returns>
    private async Task<Guid?> DecidedAsync(IReadOnlyList<Answer> answers, Waits.Wait wait)
    {
        var ids = answers.Select(answer => answer.Status switch
        {
            HttpStatusCode.Created => answer.Text("id"),
            HttpStatusCode.Conflict => answer.Text("orderId"),
            _ => "",
        }).Distinct().ToList();
        if (ids is not [{ Length: > 0 } text])
        {
            book.Complain($"{customer.Name}: of one order came {string.Join(", ", answers.Select(answer => $"{(int)answer.Status} {answer.Body?.ToJsonString()}"))}");
            foreach (var other in ids.Where(other => other.Length > 0)) book.Tell(Guid.Parse(other), customer.Name, "Submitted");
            return null;
        }

        var id = Guid.Parse(text);
        var status = "Submitted";
        while (status == "Submitted")
        {
            book.Tell(id, customer.Name, status);
            var order = await customer.GetAsync(PathOf(id));
            if (!Expect("look at the order", order, HttpStatusCode.OK)) return null;
            status = order.Text("status");
        }

        wait.End($"{customer.Name}: the decision of order {id}");
        book.Tell(id, customer.Name, status);
        return status == "AwaitingPayment" ? id : null;
    }

    private async Task PayAsync(Guid id, string token)
    {
        var wait = waits.Begin();
        while (true)
        {
            var answer = await AskToPayAsync(id, token);
            switch (answer)
            {
                case { Status: HttpStatusCode.OK }:
                    Tell(id, answer, Paid);
                    wait.End($"{customer.Name}: the payment of order {id}");
                    return;
                case { Status: HttpStatusCode.PaymentRequired } when token != Visa:
                    token = Visa; // another card
                    break;
                case { Status: HttpStatusCode.Conflict } when answer.Text("code") == "payment_given_up":
                    break;
                case { Status: HttpStatusCode.Conflict } when answer.Text("orderStatus") == Cancelled:
                    Tell(id, Cancelled); // it was not paid in time
                    return;
                default:
                    Complain("pay", answer);
                    return;
            }
        }
    }

    private async Task CancelWhilePayingAsync(Guid id)
    {
        var (pay, cancel) = (AskToPayAsync(id, Visa), AskAsync(id, "cancel"));
        var (paid, cancelled) = (await pay, await cancel);
        if (paid.Status is not (HttpStatusCode.OK or HttpStatusCode.Conflict)) Complain("pay while cancelling", paid);
        if (Expect("cancel while paying", cancelled, HttpStatusCode.OK)) Tell(id, cancelled, Cancelled);
    }

    private async Task EditAndPayAsync(Guid id)
    {
        if (await EditAsync(id)) await PayAsync(id, Visa);
    }

    private async Task PayAndThenAsync(Guid id, Func<Guid, Task> next)
    {
        await PayAsync(id, Visa);
        if (book.Orders[id].Status == Paid) await next(id);
    }

    /// <returns>Whether the order still waits for its payment.</returns>
    private async Task<bool> EditAsync(Guid id)
    {
        var answer = await customer.AskAsync(HttpMethod.Put, PathOf(id), new { items = Items(), shippingAddress = customer.Address });
        if (answer.Status == HttpStatusCode.Conflict && answer.Text("orderStatus") == Cancelled)
        {
            Tell(id, Cancelled); // it was not paid in time
            return false;
        }

        return (answer.Status == HttpStatusCode.Conflict && answer.Text("code") == "insufficient_stock") || Expect("edit", answer, HttpStatusCode.OK);
    }

    private async Task CancelAsync(Guid id)
    {
        var answer = await AskAsync(id, "cancel");
        if (Expect("cancel", answer, HttpStatusCode.OK)) Tell(id, answer, Cancelled);
    }

    private async Task ConfirmAsync(Guid id)
    {
        var answer = await AskAsync(id, "confirm");
        if (Expect("confirm", answer, HttpStatusCode.OK)) Tell(id, answer, "Completed");
    }

    private Task<Answer> AskToPayAsync(Guid id, string paymentToken) => customer.AskAsync(HttpMethod.Post, $"{PathOf(id)}/pay", new { paymentToken });

    private Task<Answer> AskAsync(Guid id, string command) => customer.AskAsync(HttpMethod.Post, $"{PathOf(id)}/{command}");

    private JsonArray Items()
    {
        var products = shelf.All.ToArray();
        random.Shuffle(products);
        return [.. products.Take(random.Next(1, 4)).Select(product => new JsonObject { ["productId"] = product.Id, ["quantity"] = random.Next(1, MaxQuantity + 1) })];
    }

    private ShelfProduct Pick(IReadOnlyList<ShelfProduct> products) => products[random.Next(products.Count)];

    private (string, string) NewKey() => ("Idempotency-Key", $"{customer.Name}-{random.NextInt64():x}");

    private void Tell(Guid id, Answer answer, string expected)
    {
        if (answer.Text("status") != expected) Complain($"be told {expected}", answer);
        Tell(id, answer.Text("status"));
    }

    private void Tell(Guid id, string status) => book.Tell(id, customer.Name, status);

    private bool Expect(string what, Answer answer, HttpStatusCode status)
    {
        if (answer.Status == status) return true;
        Complain(what, answer);
        return false;
    }

    private void Complain(string what, Answer answer) =>
        book.Complain($"{customer.Name} wanted to {what} and was answered {(int)answer.Status} {answer.Body?.ToJsonString()}");

    private static string PathOf(Guid id) => $"/api/v1/orders/{id}";
}
