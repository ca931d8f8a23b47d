using System.Net.Http.Json;
using System.Text.Json;
using DaprShop.Persistence.Actors;
using DaprShop.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Persistence.Actors;

/// <summary>What the sidecar does to an app that hosts actors, done by hand: it calls a method, lets go of the call, deactivates.</summary>
public sealed class TurnActorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TurnNotes _turns = new();
    private readonly VirtualTime _time = new();
    private KestrelApp _app = null!;
    private HttpClient _sidecar = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await KestrelApp.StartAsync(app => app.MapActors(), builder =>
        {
            builder.Services.AddSingleton(_turns);
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.AddActor<WaitingActor>();
        });
        _sidecar = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_app.Port}") };
    }

    public async ValueTask DisposeAsync()
    {
        _turns.End.TrySetResult();
        _sidecar.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_ends_when_its_request_is_aborted_and_the_next_one_begins()
    {
        using var request = new CancellationTokenSource();
        var turn = CallAsync("WaitAsync", request.Token);
        await BegunAsync();
        await request.CancelAsync();

        Assert.True(await _turns.Ended.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
        Assert.Equal("42", await (await CallAsync("AnswerAsync")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_turn_that_waits_for_the_one_before_ends_when_its_request_is_aborted()
    {
        var first = CallAsync("WaitStubbornlyAsync");
        await BegunAsync();
        using var request = new CancellationTokenSource();
        var second = CallAsync("WaitAsync", request.Token);
        await request.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _turns.End.SetResult();
        await first;

        Assert.Equal("42", await (await CallAsync("AnswerAsync")).Content.ReadAsStringAsync());
        Assert.Equal(0, _turns.Begun.CurrentCount);
    }

    [Fact]
    public async Task A_deactivation_ends_the_turn_under_way()
    {
        var turn = CallAsync("WaitAsync");
        await BegunAsync();
        await DeactivateAsync().WaitAsync(Patience);

        Assert.True(await _turns.Ended.WaitAsync(Patience));
        Assert.False((await turn).IsSuccessStatusCode);
        Assert.Equal("42", await (await CallAsync("AnswerAsync")).Content.ReadAsStringAsync());
    }

    // Dapr's default is 2 s, and placement throws a sidecar out that takes longer than 8 s for a move.
    [Fact]
    public async Task Turns_under_way_are_given_two_seconds_before_their_actors_move()
    {
        var config = await _sidecar.GetFromJsonAsync<JsonElement>("/dapr/config");

        Assert.True(config.GetProperty("drainRebalancedActors").GetBoolean());
        Assert.False(config.TryGetProperty("drainOngoingCallTimeout", out _));
    }

    private async Task BegunAsync() => Assert.True(await _turns.Begun.WaitAsync(Patience));

    private Task<HttpResponseMessage> CallAsync(string method, CancellationToken cancellationToken = default) =>
        _sidecar.PutAsync($"/actors/WaitingActor/one/method/{method}", content: null, cancellationToken);

    private Task<HttpResponseMessage> DeactivateAsync() => _sidecar.DeleteAsync("/actors/WaitingActor/one");
}
