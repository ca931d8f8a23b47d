using DaprShop.Products.Catalogue;

namespace DaprShop.Tests.Products;

public sealed class WordIndexTests
{
    [Theory]
    [InlineData("Blue Teapot", "blue teapot")]
    [InlineData("  tea-cosy, TEA; 12\u00a0cm ", "tea cosy 12 cm")]
    [InlineData("Größe", "größe")]
    [InlineData("!?", "")]
    [InlineData("", "")]
    public void Words_are_runs_of_letters_and_digits_whatever_the_case(string text, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), WordIndex.WordsOf(text));

    [Fact]
    public void A_product_is_found_by_the_beginnings_of_its_words_alone()
    {
        var index = new WordIndex();
        IEnumerable<int> Found(params string[] prefixes) => new[] { 0, 1 }.Where(index.Find(prefixes, 2).Contains);
        index.Add(0, WordIndex.WordsOf("Blue Teapot"));
        index.Add(1, WordIndex.WordsOf("Blue Cup"));

        Assert.Equal([0], Found(["tea", "bl"]));
        Assert.Equal([0, 1], Found(["b"]));
        Assert.Empty(Found(["pot"]));
        Assert.Empty(Found(["tea", "cup"]));
    }
}
