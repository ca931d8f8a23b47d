using DaprShop.Persistence.Actors;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.Testing;

namespace DaprShop.Tests.Persistence.Actors;

public sealed class ActorCallsTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task A_call_that_gets_no_answer_ends_after_five_seconds_as_unavailable()
    {
        var call = new ActorCalls(_time).RunAsync(token => Task.Delay(Timeout.Infinite, token), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(ErrorCodes.SidecarUnavailable, (await Assert.ThrowsAsync<ServiceUnavailableException>(() => call)).Code);
    }

    [Fact]
    public async Task A_call_that_cannot_be_cancelled_is_left_alone_after_five_seconds()
    {
        var call = new ActorCalls(_time).WaitAsync(() => new TaskCompletionSource().Task, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => call);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_ends_with_its_turn(bool canBeCancelled)
    {
        using var turn = new CancellationTokenSource();
        var calls = new ActorCalls(_time);
        var call = canBeCancelled
            ? calls.RunAsync(token => Task.Delay(Timeout.Infinite, token), turn.Token)
            : calls.WaitAsync(() => new TaskCompletionSource().Task, turn.Token);
        await turn.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task What_a_call_answers_arrives()
    {
        Assert.Equal(7, await new ActorCalls(_time).RunAsync(_ => Task.FromResult(7), CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(() => new ActorCalls(_time).RunAsync(_ => Task.FromException(new IOException("broken")), CancellationToken.None));
    }
}
