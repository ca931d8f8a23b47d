using System.Collections.Concurrent;
using System.Text;
using Daprlet.Components.PubSub;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Takes messages of a broker, keeps them, and answers what it is told to.</summary>
/// <param name="gate">What every delivery waits for.</param>
internal sealed class Receiver(Func<PubSubMessage, DeliveryResult>? answer = null, Task? gate = null)
{
    private readonly ConcurrentQueue<PubSubMessage> _messages = [];
    private int _withdrawn;

    public static string Text(PubSubMessage message) => Encoding.UTF8.GetString(message.Data.Span);

    public IEnumerable<PubSubMessage> Messages => _messages;

    public int Count => _messages.Count;

    public int CountOf(string text) => _messages.Count(message => Text(message) == text);

    /// <summary>How many deliveries the broker has taken back.</summary>
    public int Withdrawn => Volatile.Read(ref _withdrawn);

    public int Distinct => _messages.Select(Text).Distinct().Count();

    public async Task<DeliveryResult> HandleAsync(PubSubMessage message, CancellationToken withdrawn)
    {
        _messages.Enqueue(message);
        if (gate is not null)
            await gate.WaitAsync(withdrawn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (withdrawn.IsCancellationRequested)
            Interlocked.Increment(ref _withdrawn);
        return answer?.Invoke(message) ?? DeliveryResult.Done;
    }
}
