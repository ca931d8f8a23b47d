using Microsoft.Extensions.Options;

namespace DaprShop.Notifications.Streams;

/// <summary>How many streams are open at this instance.</summary>
internal sealed class StreamLimits(IOptions<NotificationsOptions> options)
{
    private readonly Dictionary<Guid, int> _ofUsers = [];
    private int _all;

    /// <summary>Counts a stream until it is disposed of; null if the user, or everybody together, has too many.</summary>
    public IDisposable? TryOpen(Guid userId)
    {
        lock (_ofUsers)
        {
            var ofUser = _ofUsers.GetValueOrDefault(userId);
            if (ofUser >= options.Value.StreamsPerUser || _all >= options.Value.Streams) return null;
            _ofUsers[userId] = ofUser + 1;
            _all++;
            return new Lease(this, userId);
        }
    }

    private void Close(Guid userId)
    {
        lock (_ofUsers)
        {
            _all--;
            if (--_ofUsers[userId] == 0) _ofUsers.Remove(userId);
        }
    }

    private sealed class Lease(StreamLimits limits, Guid userId) : IDisposable
    {
        public void Dispose() => limits.Close(userId);
    }
}
