using DaprShop.Contracts;
using DaprShop.Orders.Domain;

namespace DaprShop.Tests.Orders;

public sealed class PricingTests
{
    private static readonly Guid Cup = Guid.NewGuid();
    private static readonly Guid Pot = Guid.NewGuid();

    [Fact]
    public void Names_and_prices_are_the_catalogue_s()
    {
        var (content, errors) = Draft((Cup, 3), (Pot, 1)).Price(new PriceList([new(Pot, "Pot", 19.99m, "EUR"), new(Cup, "Cup", 0.05m, "EUR")]));

        Assert.Empty(errors);
        Assert.Equal([new OrderLine(Cup, "Cup", 0.05m, "EUR", 3), new OrderLine(Pot, "Pot", 19.99m, "EUR", 1)], content!.Lines);
        Assert.Equal(20.14m, content.Total);
    }

    [Fact]
    public void A_product_that_is_not_in_the_catalogue_is_named_by_its_line()
    {
        var (content, errors) = Draft((Cup, 3), (Pot, 1)).Price(new PriceList([new(Cup, "Cup", 1, "EUR")]));

        Assert.Null(content);
        Assert.Equal([KeyValuePair.Create("items[1].productId", "There is no such product.")], errors);
    }

    [Fact]
    public void All_lines_have_one_currency()
    {
        var (content, errors) = Draft((Cup, 1), (Pot, 1)).Price(new PriceList([new(Cup, "Cup", 1, "EUR"), new(Pot, "Pot", 1, "USD")]));

        Assert.Null(content);
        Assert.Equal([KeyValuePair.Create("items[1].productId", "Costs USD, but the items before it EUR. An order has one currency.")], errors);
    }

    [Fact]
    public void The_largest_order_has_an_exact_total()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToList();
        var (content, _) = Draft([.. ids.Select(id => (id, 1000))]).Price(new PriceList([.. ids.Select(id => new PricedProduct(id, "Gold", 999_999.99m, "EUR"))]));

        Assert.Equal(99_999_999_000.00m, content!.Total);
        Assert.Equal(content.Total, (decimal)(double)content.Total);
    }

    private static OrderDraft Draft(params (Guid ProductId, int Quantity)[] items) =>
        new([.. items.Select(item => new DraftItem(item.ProductId, item.Quantity))], Some.Address);
}
