namespace DaprShop.ServiceDefaults.Identity;

/// <summary>
/// Reads that callers share. Each gets the next one that has not begun, so that what it reads is no older than the question;
/// one runs at a time, so that an older answer never comes after a newer one. A caller that leaves does not end it for the others.
/// </summary>
public sealed class SharedReads<T>
{
    private readonly Func<Task<T>> _read;
    private readonly ReadAllowance? _allowance;
    private readonly Lock _lock = new();
    private Task<T>? _next;
    private Task _latest = Task.CompletedTask;

    /// <summary>Reads as soon as the one before is over.</summary>
    /// <param name="read">Reads once; must end by itself.</param>
    public SharedReads(Func<Task<T>> read) => _read = read;

    internal SharedReads(Func<Task<T>> read, ReadAllowance allowance) : this(read) => _allowance = allowance;

    /// <summary>What a read finds that begins after this call.</summary>
    /// <param name="cancellationToken">Ends the wait, not the read.</param>
    public Task<T> NextAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_next is null) _latest = _next = ReadAfterAsync(_latest);
            return _next.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> ReadAfterAsync(Task before)
    {
        // Yields in any case: until the caller has noted this task as the next, it must not say that it has begun.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (_allowance is not null) await _allowance.TakeAsync();
        lock (_lock) _next = null;
        return await _read();
    }
}
