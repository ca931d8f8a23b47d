using DaprShop.Products.Catalogue;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Products;

public sealed class CatalogueIndexTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["tea", "Teapot", "TEA-COSY", "blue", "red", "cup", "7", "größe", ""];

    private static readonly Gen<ProductDetails> Details =
        from name in Gen.Elements(Words).ListOf(3)
        from description in Gen.Elements(Words).ListOf(2)
        from category in Gen.Elements("Kitchen", "kitchen", "Garden", "Books")
        from cents in Gen.Choose(1, 20)
        select new ProductDetails(string.Join(' ', name), string.Join(", ", description), category, cents / 4m, "EUR");

    private static readonly Gen<List<(int Product, ProductDetails? Details)>> Edits =
        (from product in Gen.Choose(0, 30)
         from details in Gen.Frequency((4, Details.Select(details => (ProductDetails?)details)), (1, Gen.Constant<ProductDetails?>(null)))
         select (product, details)).ListOf().Select(edits => edits.ToList());

    private static readonly Gen<CatalogueQuery> Queries =
        from search in Gen.Elements(null, "", "tea", "te", "blue cup", "GRÖSSE", "größe", "!?", "cosy te", "nothing")
        from category in Gen.Elements(null, "KITCHEN", "Garden", "Toys")
        from min in Gen.Elements<decimal?>(null, 0, 1, 2.5m, 4.99m)
        from max in Gen.Elements<decimal?>(null, 0, 1, 2.5m, 5)
        from field in Gen.Elements(SortField.Name, SortField.Price, SortField.Created)
        from backwards in Gen.Elements(true, false)
        from skip in Gen.Choose(0, 12)
        from take in Gen.Choose(1, 10)
        select new CatalogueQuery(search, category, min, max, new ProductSort(field, backwards), skip, take);

    [Fact]
    public void Every_query_answers_as_a_look_at_all_products_would() => Prop.ForAll(
        Edits.ToArbitrary(), Gen.Elements(1, 3, 20, 400).ToArbitrary(), Queries.ListOf(10).ToArbitrary(), (edits, batch, queries) =>
        {
            using var index = new CatalogueIndex();
            var (changes, products) = ToChanges(edits);
            foreach (var together in changes.Chunk(batch))
            {
                index.Apply(together);
                foreach (var query in queries) index.Query(query); // what an answer leaves behind must follow the changes
            }

            foreach (var query in queries)
            {
                var (expected, total) = LookAtAll(products, query);
                var page = index.Query(query);
                Assert.Equal(total, page.Total);
                Assert.Equal(expected, page.Products);
            }

            Assert.Equal(changes.Count, index.LastChange);
            Assert.All(Enumerable.Range(0, 31).Select(IdOf), id => Assert.Equal(products.GetValueOrDefault(id), index.Find(id)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_products_taken_in_at_once_are_found_as_if_they_had_come_one_by_one()
    {
        using var atOnce = new CatalogueIndex();
        using var oneByOne = new CatalogueIndex();
        var (changes, products) = ToChanges([.. Enumerable.Range(0, 2000).Select(i =>
            (i % 1500, (ProductDetails?)new ProductDetails($"Cup {i % 97}", "blue", i % 3 == 0 ? "Kitchen" : "Garden", (i % 50) + 1, "EUR")))]);
        atOnce.Apply(changes);
        foreach (var change in changes)
            oneByOne.Apply([change]);

        var query = new CatalogueQuery("cup 9", "kitchen", 3, 40, new ProductSort(SortField.Price, Descending: true), 5, 20);
        var (expected, total) = LookAtAll(products, query);
        Assert.Equal(expected, atOnce.Query(query).Products);
        Assert.Equal(expected, oneByOne.Query(query).Products);
        Assert.Equal(total, atOnce.Query(query).Total);
    }

    [Fact]
    public void A_deleted_product_is_found_no_more()
    {
        using var index = new CatalogueIndex();
        var (changes, _) = ToChanges([(1, new ProductDetails("Cup", "", "Kitchen", 1, "EUR")), (1, null)]);
        index.Apply([changes[0]]);
        Assert.NotNull(index.Find(IdOf(1)));
        index.Apply([changes[1]]);

        Assert.Null(index.Find(IdOf(1)));
        Assert.Equal(0, index.Query(new CatalogueQuery("cup", null, null, null, default, 0, 10)).Total);
        Assert.Equal(0, index.Query(new CatalogueQuery(null, "Kitchen", null, null, default, 0, 10)).Total);
    }

    private static (List<CatalogueChange> Changes, Dictionary<Guid, Product> Products) ToChanges(
        IReadOnlyList<(int Product, ProductDetails? Details)> edits)
    {
        var (changes, products) = (new List<CatalogueChange>(), new Dictionary<Guid, Product>());
        foreach (var (number, details) in edits)
        {
            var id = IdOf(number);
            var at = Start.AddSeconds(changes.Count / 3);
            var product = details is null ? null : products.TryGetValue(id, out var old)
                ? old with { Revision = old.Revision + 1, Details = details, UpdatedAt = at }
                : new Product(id, 1, details, at, at);
            if (product is null) products.Remove(id);
            else products[id] = product;
            changes.Add(new CatalogueChange(changes.Count + 1, id, product));
        }

        return (changes, products);
    }

    private static (List<Product> Page, int Total) LookAtAll(Dictionary<Guid, Product> products, CatalogueQuery query)
    {
        var matching = products.Values.Where(product => Matches(product.Details, query));
        var sorted = query.Sort.Field switch
        {
            SortField.Name => matching.OrderBy(product => product.Details.Name, StringComparer.OrdinalIgnoreCase),
            SortField.Price => matching.OrderBy(product => product.Details.Price),
            _ => matching.OrderBy(product => product.CreatedAt),
        };
        var all = sorted.ThenBy(product => product.Id).ToList();
        if (query.Sort.Descending) all.Reverse();
        return ([.. all.Skip(query.Skip).Take(query.Take)], all.Count);
    }

    private static bool Matches(ProductDetails details, CatalogueQuery query) =>
        (query.Category is null || details.Category.Equals(query.Category, StringComparison.OrdinalIgnoreCase))
        && (query.MinPrice is null || details.Price >= query.MinPrice)
        && (query.MaxPrice is null || details.Price <= query.MaxPrice)
        && WordIndex.WordsOf(query.Search ?? "").All(prefix =>
            WordIndex.WordsOf(details.Name, details.Description, details.Category).Any(word => word.StartsWith(prefix, StringComparison.Ordinal)));

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);
}
