using DaprShop.Tests.Chaos.Books;

namespace DaprShop.Tests.Chaos.Waiting;

/// <summary>Measures how long customers wait, and complains of what lasts longer than it may.</summary>
/// <param name="clock">Measures it.</param>
/// <param name="limit">Instances come and go, and nobody may have to wait for longer than this for that reason, be it for an answer or for a step of an order.</param>
/// <param name="book">Where complaints go.</param>
internal sealed class Waits(FairClock clock, TimeSpan limit, OrderBook book)
{
    private readonly Lock _lock = new();
    private string _longest = "nobody waited";
    private TimeSpan _longestTime;

    /// <summary>Who waited longest so far, and how long.</summary>
    public string Longest
    {
        get
        {
            lock (_lock) return _longest;
        }
    }

    /// <summary>Somebody begins to wait.</summary>
    public Wait Begin() => new(this, clock);

    private void Note(TimeSpan waited, string text)
    {
        lock (_lock)
        {
            if (waited > _longestTime) (_longestTime, _longest) = (waited, text);
        }
    }

    private bool IsTooLong(TimeSpan waited) => waited > limit;

    private void Complain(string text) => book.Complain(text);

    /// <summary>A wait that has begun.</summary>
    internal sealed class Wait(Waits waits, FairClock clock)
    {
        private readonly TimeSpan _fairSince = clock.Now;
        private readonly DateTimeOffset _since = TimeProvider.System.GetUtcNow();
        private bool _isTooLong;

        /// <summary>It is over.</summary>
        /// <param name="what">Who waited, and for what.</param>
        public void End(string what) => Look(what, "took");

        /// <summary>It is not over.</summary>
        /// <param name="what">Who waits, and for what.</param>
        public void GoOn(string what) => Look(what, "has taken");

        private void Look(string what, string takes)
        {
            var waited = clock.Now - _fairSince;
            var text = $"{what} {takes} {waited.TotalSeconds:0.0} s without an excuse, from {_since:HH:mm:ss.f} to {TimeProvider.System.GetUtcNow():HH:mm:ss.f}";
            waits.Note(waited, text);
            if (!waits.IsTooLong(waited) || _isTooLong) return;
            _isTooLong = true;
            waits.Complain(text);
        }
    }
}
