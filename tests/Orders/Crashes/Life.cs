namespace DaprShop.Tests.Orders.Crashes;

/// <summary>What Orders does for one customer and their order, and where it dies.</summary>
internal sealed class Life
{
    private readonly Lock _lock = new();
    private readonly List<LineRequest> _writes = [];
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CrashPoint? _end;
    private string? _diedAt;
    private string? _toHold;
    private string? _heldAt;

    /// <summary>The order; null until Orders does something for it.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>What was written and called since <see cref="Expect"/>.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_lock) return [.. _writes.Select(write => write.What)];
        }
    }

    /// <summary>The write or call at which it died; null while it lives. When it is dead nothing comes through any more.</summary>
    public string? DiedAt
    {
        get
        {
            lock (_lock) return _diedAt;
        }
    }

    /// <summary>Begins to count, and dies at that point; null for never.</summary>
    public void Expect(CrashPoint? end)
    {
        lock (_lock)
        {
            _writes.Clear();
            _end = end;
        }
    }

    /// <summary>Lives on, in another process, and dies no more.</summary>
    public void Revive()
    {
        lock (_lock) (_diedAt, _end) = (null, null);
    }

    /// <summary>The request that is held, or was; null as long as none was.</summary>
    public string? HeldAt
    {
        get
        {
            lock (_lock) return _heldAt;
        }
    }

    /// <summary>Holds the first request of which this is a part, a read too; those after it pass.</summary>
    public void Hold(string what)
    {
        lock (_lock) _toHold = what;
    }

    /// <summary>Lets the request go that is held, if whoever sent it has not given up meanwhile.</summary>
    public void Release() => _release.TrySetResult();

    /// <summary>Waits while a request is held.</summary>
    /// <exception cref="OperationCanceledException">Whoever sent it has given up.</exception>
    public async Task WaitAsync(LineRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_toHold is null || _heldAt is not null || !request.What.Contains(_toHold, StringComparison.Ordinal)) return;
            _heldAt = request.What;
        }

        await _release.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Whether a request leaves.</summary>
    public bool Begin(LineRequest request)
    {
        lock (_lock)
        {
            if (_diedAt is null && request.IsWrite)
            {
                _writes.Add(request);
                if (_end is { IsBefore: true } end && _writes.Count == end.Number) _diedAt = request.What;
            }

            return _diedAt is null;
        }
    }

    /// <summary>Whether its answer arrives.</summary>
    public bool End(LineRequest request)
    {
        lock (_lock)
        {
            if (_diedAt is null && _end is { IsBefore: false } end && _writes.IndexOf(request) == end.Number - 1) _diedAt = request.What;
            return _diedAt is null;
        }
    }
}

/// <summary>A point in an order's life: before or after the n-th write or call, counted from 1.</summary>
internal sealed record CrashPoint(int Number, bool IsBefore)
{
    /// <summary>All points of a life.</summary>
    /// <param name="writes">What is written and called in it.</param>
    public static IReadOnlyList<CrashPoint> All(IReadOnlyList<string> writes) =>
        [.. Enumerable.Range(1, writes.Count).SelectMany(number => new[] { new CrashPoint(number, IsBefore: true), new CrashPoint(number, IsBefore: false) })];
}
