namespace DaprShop.Tests.Orders;

/// <summary>Holds Payments in the middle of its work, as a card processor that is slow does.</summary>
internal sealed class HeldPayments : IDisposable
{
    private readonly SemaphoreSlim _isUnderWay = new(0);
    private readonly ManualResetEventSlim _mayGoOn = new();

    public HeldPayments(ShopHost shop) => shop.PaymentsStore.BeforeWrite = _ =>
    {
        _isUnderWay.Release();
        _mayGoOn.Wait();
        return null;
    };

    /// <summary>Waits until Payments has something to do.</summary>
    public Task UnderWayAsync() => _isUnderWay.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets it go on, and not hold again.</summary>
    public void GoOn() => _mayGoOn.Set();

    public void Dispose()
    {
        GoOn();
        _isUnderWay.Dispose();
    }
}
