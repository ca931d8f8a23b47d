using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Baskets;

/// <summary>How <see cref="FakeOrders"/> deals with a request.</summary>
public enum OrdersMood
{
    /// <summary>As Orders does.</summary>
    Well,

    /// <summary>The stock does not suffice.</summary>
    OutOfStock,

    /// <summary>A product is not in the catalogue.</summary>
    Refusing,

    /// <summary>The customer has too much that is not paid.</summary>
    TooMuchUnpaid,

    /// <summary>The same as <see cref="Refusing"/> to one request, while another one with the same key has got its order.</summary>
    RefusingAfter,

    /// <summary>It dies before there is an order.</summary>
    DeadBefore,

    /// <summary>It dies when the order stands, before the answer.</summary>
    DeadAfter,
}

/// <summary>Stands for Orders where a test decides how it fails. It has one order for each key, as Orders promises.</summary>
public sealed class FakeOrders : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Body, int Status, JsonObject Answer)> _byKey = [];
    private EchoApp? _app;

    /// <summary>How the next requests are dealt with, one after the other; then well.</summary>
    public ConcurrentQueue<OrdersMood> Moods { get; } = new();

    /// <summary>A status that is answered, with an empty problem, to every request; null for none.</summary>
    public int? Interruption { get; set; }

    /// <summary>The orders that stand, as their customers asked for them.</summary>
    public IReadOnlyList<JsonObject> Placed
    {
        get
        {
            lock (_lock) return [.. _byKey.Values.Where(order => order.Status == StatusCodes.Status201Created).Select(order => order.Answer)];
        }
    }

    public async Task StartAsync(SidecarNetwork network)
    {
        _app = await EchoApp.StartAsync("orders", network);
        _app.Answer = AnswerAsync;
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var (status, answer) = Handle(context.Request.Headers["Idempotency-Key"].ToString(), body, Moods.TryDequeue(out var mood) ? mood : OrdersMood.Well);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer);
    }

    private (int Status, JsonObject Answer) Handle(string key, string body, OrdersMood mood)
    {
        lock (_lock)
        {
            if (Interruption is { } interruption) return Problem(interruption, "interrupted");
            if (mood == OrdersMood.DeadBefore) return Problem(StatusCodes.Status503ServiceUnavailable, "dead");
            if (!_byKey.TryGetValue(key, out var order))
            {
                if (mood == OrdersMood.Refusing) return Refusal();
                if (mood == OrdersMood.TooMuchUnpaid) return Problem(StatusCodes.Status409Conflict, "too_many_unpaid_orders");
                var (status, answer) = mood == OrdersMood.OutOfStock ? Rejection() : (StatusCodes.Status201Created, Order(body));
                order = _byKey[key] = (body, status, answer);
            }

            if (order.Body != body) return Problem(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused");
            if (mood == OrdersMood.RefusingAfter) return Refusal();
            if (mood == OrdersMood.DeadAfter) return Problem(StatusCodes.Status503ServiceUnavailable, "dead");
            return (order.Status, order.Answer.DeepClone().AsObject());
        }
    }

    private static JsonObject Order(string body)
    {
        var order = JsonNode.Parse(body)!.AsObject();
        order["id"] = Guid.CreateVersion7();
        order["status"] = "AwaitingPayment";
        return order;
    }

    private static (int Status, JsonObject Answer) Refusal()
    {
        var (status, problem) = Problem(StatusCodes.Status400BadRequest, "validation_failed");
        problem["errors"] = new JsonObject { ["items[0].productId"] = new JsonArray("There is no such product.") };
        return (status, problem);
    }

    private static (int Status, JsonObject Answer) Rejection()
    {
        var (status, problem) = Problem(StatusCodes.Status409Conflict, "insufficient_stock");
        problem["orderId"] = Guid.CreateVersion7();
        return (status, problem);
    }

    private static (int Status, JsonObject Answer) Problem(int status, string code) =>
        (status, new JsonObject { ["status"] = status, ["title"] = code, ["detail"] = code, ["code"] = code, ["traceId"] = "1" });
}
