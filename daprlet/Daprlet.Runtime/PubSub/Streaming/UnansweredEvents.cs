using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Streaming;

/// <summary>The events of a stream that the client has not answered, by their ids. Of several with one id the first is answered first.</summary>
internal sealed class UnansweredEvents
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<UnansweredEvent>> _byId = [];

    public UnansweredEvent Add(string id)
    {
        var added = new UnansweredEvent(this, id);
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var sameId))
                _byId[id] = sameId = [];
            sameId.Add(added);
        }
        return added;
    }

    /// <summary>False when no event with the id is waited for.</summary>
    public bool Complete(string id, DeliveryResult result)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var sameId))
                return false;
            var first = sameId[0];
            Remove(first);
            return first.TryComplete(result);
        }
    }

    private void Remove(UnansweredEvent unanswered)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(unanswered.Id, out var sameId) && sameId.Remove(unanswered) && sameId.Count == 0)
                _byId.Remove(unanswered.Id);
        }
    }

    /// <summary>An event that is waited for until it is disposed.</summary>
    internal sealed class UnansweredEvent(UnansweredEvents owner, string id) : IDisposable
    {
        private readonly TaskCompletionSource<DeliveryResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        public Task<DeliveryResult> Result => _result.Task;

        public bool TryComplete(DeliveryResult result) => _result.TrySetResult(result);

        public void Dispose() => owner.Remove(this);
    }
}
