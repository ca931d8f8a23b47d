namespace DaprShop.Payments.Processors;

/// <summary>
/// Plays the card processor: <c>tok_visa</c> is approved; <c>tok_unavailable</c> gets no answer twice for a charge, then is
/// approved; <c>tok_declined</c> and every other token is declined. It forgets with the process, and the oldest first.
/// </summary>
internal sealed class SandboxCardProcessor : ICardProcessor
{
    private const int MaxRemembered = 10_000;
    private const int FailuresOfUnavailable = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _answers = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly Queue<string> _keys = [];

    public Task<bool> ChargeAsync(string key, decimal amount, string currency, string paymentToken, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_answers.TryGetValue(key, out var answer)) return Task.FromResult(answer);
            if (paymentToken == "tok_unavailable" && _failures.GetValueOrDefault(key) < FailuresOfUnavailable)
            {
                Remember(key);
                _failures[key] = _failures.GetValueOrDefault(key) + 1;
                throw new ProcessorUnavailableException("The card processor does not answer.");
            }

            return Task.FromResult(Answer(key, paymentToken is "tok_visa" or "tok_unavailable"));
        }
    }

    public Task ReverseAsync(string key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Answer(key, isApproved: false);
            return Task.CompletedTask;
        }
    }

    private bool Answer(string key, bool isApproved)
    {
        Remember(key);
        return _answers[key] = isApproved;
    }

    private void Remember(string key)
    {
        if (_answers.ContainsKey(key) || _failures.ContainsKey(key)) return;
        _keys.Enqueue(key);
        if (_keys.Count <= MaxRemembered) return;
        var oldest = _keys.Dequeue();
        _answers.Remove(oldest);
        _failures.Remove(oldest);
    }
}
