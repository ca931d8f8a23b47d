using System.Security.Cryptography;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>How a verifier looks for keys that it does not know, however many ask.</summary>
public sealed class UnknownKeysTests
{
    private static readonly VerificationKey Key = CreateKey();

    private readonly WatchedTime _time = new();
    private readonly UnknownKeys _keys;
    private volatile IReadOnlyDictionary<string, VerificationKey> _published = new Dictionary<string, VerificationKey>();
    private volatile TaskCompletionSource _answers = Answering();
    private volatile Exception? _failure;
    private int _reads;

    public UnknownKeysTests() => _keys = new(ReadAsync, _time);

    private int Reads => Volatile.Read(ref _reads);

    [Fact]
    public async Task An_id_is_looked_up_in_a_set_that_is_read_after_it_was_asked_for()
    {
        HoldAnswers();
        var early = FindAsync("made-up");
        await Eventually.TrueAsync(() => Reads == 1, "a read that is under way");
        Publish("genuine");

        var late = FindAsync("genuine");
        LetAnswer();

        Assert.Null(await early);
        Assert.Equal(Key, await late);
    }

    [Fact]
    public async Task All_who_ask_during_a_read_share_the_next()
    {
        HoldAnswers();
        var first = FindAsync("made-up");
        await Eventually.TrueAsync(() => Reads == 1, "a read that is under way");

        var others = Enumerable.Range(1, UnknownKeys.Burst - 1).Select(number => FindAsync($"made-up-{number}")).ToList();
        LetAnswer();

        Assert.Null(await first);
        Assert.All(await Task.WhenAll(others), Assert.Null);
        Assert.Equal(2, Reads);
    }

    [Fact]
    public async Task When_made_up_ids_have_used_up_the_allowance_a_genuine_one_waits_for_the_next_read()
    {
        await UseUpAllowanceAsync();

        Publish("genuine");
        var genuine = FindAsync("genuine");
        await Eventually.TrueAsync(() => _time.IsAwaited || genuine.IsCompleted, "the wait for a read");
        Assert.Equal(UnknownKeys.Burst, Reads);
        _time.Virtual.Advance(UnknownKeys.Interval);

        Assert.Equal(Key, await genuine);
        Assert.Equal(UnknownKeys.Burst + 1, Reads);
    }

    [Fact]
    public async Task An_id_that_was_looked_up_in_vain_is_not_looked_up_again_for_a_moment()
    {
        for (var time = 0; time < UnknownKeys.Burst; time++) Assert.Null(await FindAsync("made-up"));
        Assert.Equal(1, Reads);

        _time.Virtual.Advance(UnknownKeys.MissDuration);
        Publish("made-up");

        Assert.Equal(Key, await FindAsync("made-up"));
    }

    [Fact]
    public async Task While_no_read_ends_nobody_is_refused_but_told_after_a_few_seconds_that_it_is_unknown()
    {
        HoldAnswers();
        var waiting = FindAsync("genuine");

        _time.Virtual.Advance(UnknownKeys.WaitLimit);

        Assert.Equal("identity_unavailable", (await Assert.ThrowsAsync<ServiceUnavailableException>(() => waiting)).Code);
        LetAnswer();
    }

    [Fact]
    public async Task Who_leaves_does_not_end_the_read_that_others_wait_for()
    {
        HoldAnswers();
        Publish("genuine");
        using var leaves = new CancellationTokenSource();
        var leaving = _keys.FindAsync("genuine", leaves.Token);
        var staying = FindAsync("genuine");

        await leaves.CancelAsync();
        LetAnswer();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal(Key, await staying);
    }

    [Fact]
    public async Task Who_asks_after_a_read_that_failed_gets_another()
    {
        _failure = new ServiceUnavailableException("identity_unavailable", "Users is away.");
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => FindAsync("genuine"));

        _failure = null;
        Publish("genuine");

        Assert.Equal(Key, await FindAsync("genuine"));
    }

    private static VerificationKey CreateKey()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new("genuine", pair.ExportParameters(includePrivateParameters: false).Q);
    }

    private static TaskCompletionSource Answering()
    {
        var answers = new TaskCompletionSource();
        answers.SetResult();
        return answers;
    }

    private void HoldAnswers() => _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void LetAnswer() => _answers.SetResult();

    private void Publish(string keyId) => _published = new Dictionary<string, VerificationKey> { [keyId] = Key };

    private async Task UseUpAllowanceAsync()
    {
        for (var number = 0; number < UnknownKeys.Burst; number++) Assert.Null(await FindAsync($"made-up-{number}"));
    }

    private Task<VerificationKey?> FindAsync(string keyId) => _keys.FindAsync(keyId, CancellationToken.None);

    private async Task<IReadOnlyDictionary<string, VerificationKey>> ReadAsync()
    {
        var found = _published;
        Interlocked.Increment(ref _reads);
        await _answers.Task;
        return _failure is null ? found : throw _failure;
    }

    /// <summary>Tells when somebody waits for the allowance, not only for the end of a read.</summary>
    private sealed class WatchedTime : TimeProvider
    {
        private volatile bool _isAwaited;

        public VirtualTime Virtual { get; } = new();

        public bool IsAwaited => _isAwaited;

        public override long TimestampFrequency => Virtual.TimestampFrequency;

        public override long GetTimestamp() => Virtual.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = Virtual.CreateTimer(callback, state, dueTime, period);
            if (dueTime <= UnknownKeys.Interval) _isAwaited = true;
            return timer;
        }
    }
}
