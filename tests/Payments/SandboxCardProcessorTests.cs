using DaprShop.Payments.Processors;

namespace DaprShop.Tests.Payments;

public sealed class SandboxCardProcessorTests
{
    private readonly SandboxCardProcessor _processor = new();

    [Theory]
    [InlineData("tok_visa", true)]
    [InlineData("tok_declined", false)]
    [InlineData("tok_of_nobody", false)]
    public async Task A_token_is_approved_or_declined(string token, bool isApproved) =>
        Assert.Equal(isApproved, await ChargeAsync("a-1", token));

    [Fact]
    public async Task An_unavailable_processor_answers_the_third_time()
    {
        await Assert.ThrowsAsync<ProcessorUnavailableException>(() => ChargeAsync("a-1", "tok_unavailable"));
        await Assert.ThrowsAsync<ProcessorUnavailableException>(() => ChargeAsync("a-1", "tok_unavailable"));
        Assert.True(await ChargeAsync("a-1", "tok_unavailable"));
        await Assert.ThrowsAsync<ProcessorUnavailableException>(() => ChargeAsync("b-1", "tok_unavailable"));
    }

    [Fact]
    public async Task A_key_keeps_its_first_answer()
    {
        Assert.True(await ChargeAsync("a-1", "tok_visa"));
        Assert.True(await ChargeAsync("a-1", "tok_declined"));
    }

    [Fact]
    public async Task A_key_that_was_reversed_charges_no_more()
    {
        await _processor.ReverseAsync("a-1", CancellationToken.None);
        Assert.False(await ChargeAsync("a-1", "tok_visa"));
    }

    private Task<bool> ChargeAsync(string key, string token) => _processor.ChargeAsync(key, 10, "EUR", token, CancellationToken.None);
}
