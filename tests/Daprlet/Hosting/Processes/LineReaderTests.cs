using Daprlet.Processes;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Hosting.Processes;

public sealed class LineReaderTests
{
    [Fact]
    public void Lines_come_one_by_one_whatever_ends_them()
    {
        Assert.Equal(["one", "", "two", "three"], Lines("one\r\n\ntwo\nthree"));
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_into_several()
    {
        var lines = Lines(new string('x', LineReader.MaxLine + 5) + "\nshort\n");
        Assert.Equal([LineReader.MaxLine, 5, 5], lines.Select(line => line.Length));
    }

    [Fact]
    public void Nothing_is_lost_or_added()
    {
        var texts = Gen.Elements("a", "b", "\n").ListOf().Select(parts => string.Concat(parts)).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(texts, text => string.Join("\n", Lines(text)) == (text.EndsWith('\n') ? text[..^1] : text)));
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        LineReader.ReadAsync(new StringReader(text), lines.Add).GetAwaiter().GetResult();
        return lines;
    }
}
