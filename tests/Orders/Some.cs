using DaprShop.Contracts;
using DaprShop.Contracts.Events;
using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders;

/// <summary>Orders to test with.</summary>
internal static class Some
{
    public static readonly Guid ProductId = new("0198c0de-0000-7000-8000-000000000001");

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Deadline = Now.AddMinutes(15);

    public static readonly ShippingAddress Address = new("Ada Lovelace", "12 St James's Square", "London", "SW1Y 4JH", "GB");

    public static OrderContent Content(int quantity) => Content((ProductId, quantity));

    public static OrderContent Content(params IEnumerable<(Guid ProductId, int Quantity)> lines) =>
        new([.. lines.Select(line => new OrderLine(line.ProductId, "Teapot", 12.5m, "EUR", line.Quantity))], Address);

    public static Order Order(OrderState state, OrderContent? content = null) => new()
    {
        Id = new Guid("0198c0de-0000-7000-8000-0000000000aa"),
        UserId = new Guid("0198c0de-0000-7000-8000-0000000000bb"),
        State = state,
        Content = content ?? Content(1),
        Edit = state is OrderState.Editing or OrderState.ApplyingEdit or OrderState.UndoingEdit ? Content(2) : null,
        Refusal = state == OrderState.Rejecting ? new StockRefusal(2, [ProductId]) : null,
        CancelledFor = state == OrderState.Cancelling ? CancellationReason.Customer : null,
        Revision = 3,
        Attempt = 2,
        CreatedAt = Now,
        UpdatedAt = Now,
    };
}
