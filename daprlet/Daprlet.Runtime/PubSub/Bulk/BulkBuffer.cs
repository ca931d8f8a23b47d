using System.Threading.Channels;
using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Bulk;

/// <summary>Puts messages together: a batch goes out when it is full, or when its first message has waited long enough; one batch at a time.</summary>
internal sealed class BulkBuffer : IAsyncDisposable
{
    private readonly Channel<BulkMessage> _arrived = Channel.CreateUnbounded<BulkMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly BulkSubscribe _options;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyList<BulkMessage>, Task> _deliver;
    private readonly Task _running;

    /// <param name="deliver">Brings a batch to the app. It does not throw.</param>
    public BulkBuffer(BulkSubscribe options, TimeProvider time, Func<IReadOnlyList<BulkMessage>, Task> deliver)
    {
        _options = options;
        _time = time;
        _deliver = deliver;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Takes a message; the broker bounds how many are under way.</summary>
    public void Add(BulkMessage message)
    {
        if (!_arrived.Writer.TryWrite(message))
            message.Complete(DeliveryResult.Failed("the subscription has ended"));
    }

    /// <summary>Lets no batch wait for more messages any longer.</summary>
    public Task HurryAsync() => _ending.CancelAsync();

    /// <summary>Delivers what has arrived, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _arrived.Writer.TryComplete();
        await HurryAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _arrived.Reader.WaitToReadAsync())
            await _deliver(await GatherAsync());
    }

    private async Task<IReadOnlyList<BulkMessage>> GatherAsync()
    {
        var batch = new List<BulkMessage>();
        using var waited = new CancellationTokenSource(_options.MaxAwait, _time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(waited.Token, _ending.Token);
        while (batch.Count < _options.MaxMessages)
        {
            if (_arrived.Reader.TryRead(out var message))
                batch.Add(message);
            else if (!await MoreAsync(enough.Token))
                break;
        }
        return batch;
    }

    private async ValueTask<bool> MoreAsync(CancellationToken enough)
    {
        try
        {
            return await _arrived.Reader.WaitToReadAsync(enough);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
