using System.Net;

namespace DaprShop.Tests.EndToEnd;

/// <summary>What stands for a card passes through, and stays nowhere.</summary>
public sealed class CardDataTests(SharedShop shared)
{
    [Fact]
    public async Task No_payment_token_is_stored_or_logged_whatever_becomes_of_the_payment()
    {
        var customer = await shared.Shop.NewCustomerAsync();
        var product = await (await shared.Shop.AdministratorAsync()).AddProductAsync(stock: 10);
        foreach (var (token, status) in new[] { ("tok_declined", HttpStatusCode.PaymentRequired), ("tok_unavailable", HttpStatusCode.OK), ("tok_slow", HttpStatusCode.OK) })
        {
            var paid = await customer.PayAsync((await customer.OrderAsync(product)).Text("id"), token);
            Assert.Equal(status, paid.Status);
            Assert.DoesNotContain("tok_", paid.Body!.ToJsonString(), StringComparison.Ordinal);
        }

        // A run holds its locks so that nobody else may open them; they are empty.
        var files = Directory.GetFiles(shared.Shop.Data, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, file => file.EndsWith("payments.log", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Contains("card-sandbox.sqlite", StringComparison.Ordinal));
        Assert.All(files, file => Assert.True(Read(file).AsSpan().IndexOf("tok_"u8) < 0, $"{file} has a token"));
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return []; // a file for a moment, gone between listing and reading
        }
    }
}
