using DaprShop.Orders.Domain;
using DaprShop.Products.Stock;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Orders;

public sealed class EditTests
{
    private const int Products = 4;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<OrderContent> Contents =
        from products in Gen.Choose(0, Products - 1).NonEmptyListOf()
        from quantities in Gen.Choose(1, 8).ListOf(Products)
        select Some.Content(products.Distinct().Select(product => (IdOf(product), quantities[product])));

    [Fact]
    public void After_any_edits_exactly_what_the_order_says_is_reserved_and_after_cancelling_nothing() => Prop.ForAll(
        Contents.ToArbitrary(), Contents.ListOf().ToArbitrary(), Gen.Choose(1, 12).ListOf(Products).ToArbitrary(), (first, edits, stocks) =>
        {
            var shelf = new Shelf(stocks);
            var order = shelf.Settle(Some.Order(OrderState.Reserving, first) with { Revision = 1 });
            foreach (var edit in edits)
            {
                if (order.State != OrderState.AwaitingPayment) break;
                var before = order;
                order = shelf.Settle(order.Handle(new OrderCommand.Edit(edit)).Step.Order);
                var isRefused = order.Refusal?.Revision == before.Revision + 1;
                Assert.Equal(isRefused ? before.Content : edit, order.Content);
                Assert.Equal(order.ToKeep(), shelf.ReservedFor(order.Id));
            }

            if (order.State == OrderState.AwaitingPayment) order = shelf.Settle(order.Handle(new OrderCommand.Cancel()).Step.Order);
            Assert.Empty(shelf.ReservedFor(order.Id));
        }).QuickCheckThrowOnFailure();

    private static Guid IdOf(int product) => new(product + 1, 0, 0, new byte[8]);

    /// <summary>The stock of some products, as Products keeps it, where every request arrives twice.</summary>
    private sealed class Shelf(IReadOnlyList<int> stocks)
    {
        private readonly Dictionary<Guid, StockAccount> _accounts =
            Enumerable.Range(0, Products).ToDictionary(IdOf, product => StockAccount.Open(stocks[product], Now));

        public Dictionary<Guid, int> ReservedFor(Guid orderId) => _accounts
            .Where(account => account.Value.Marks.GetValueOrDefault(orderId) is { Quantity: > 0 })
            .ToDictionary(account => account.Key, account => account.Value.Marks[orderId].Quantity);

        public Order Settle(Order order)
        {
            while (OrderTransitions.WorkOf(order.State) != OrderWork.None)
                order = order.After(Work(order)).Order;
            return order;
        }

        private OrderEvent Work(Order order)
        {
            switch (OrderTransitions.WorkOf(order.State))
            {
                case OrderWork.Reserve:
                    var refused = order.ToReserve().Where(need => !Apply(need.Key, new Reserve(order.Id, order.Revision, need.Value))).ToList();
                    return refused.Count == 0 ? new OrderEvent.Reserved(Now) : new OrderEvent.OutOfStock([.. refused.Select(need => need.Key)]);
                case OrderWork.Shrink:
                    Assert.All(order.ToKeep(), need => Assert.True(Apply(need.Key, new Reserve(order.Id, order.Revision, need.Value))));
                    Assert.All(order.ToDrop(), product => Assert.True(Apply(product, new Release(order.Id, order.Revision))));
                    return new OrderEvent.Shrunk();
                default:
                    Assert.All(order.Products(), product => Assert.True(Apply(product, new Release(order.Id, order.Revision))));
                    return new OrderEvent.Released();
            }
        }

        private bool Apply(Guid product, StockMovement movement)
        {
            var (account, outcome) = _accounts[product].Apply(movement, null, Now);
            _accounts[product] = account.Apply(movement, null, Now).Account;
            return outcome == StockOutcome.Done;
        }
    }
}
