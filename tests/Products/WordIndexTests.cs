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
        index.Add(0, WordIndex.WordsOf("Blue Teapot"));
        index.Add(1, WordIndex.WordsOf("Blue Cup"));

        Assert.Equal([0], index.Find(["tea", "bl"], 2).ToList());
        Assert.Equal([0, 1], index.Find(["b"], 2).ToList());
        Assert.Empty(index.Find(["pot"], 2).ToList());
        Assert.Empty(index.Find(["tea", "cup"], 2).ToList());
    }
}
