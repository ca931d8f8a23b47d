namespace Daprlet.Actors;

/// <summary>What calls actors back of itself, while the app hosts them.</summary>
internal interface IActorCallbackSource
{
    void Start();

    /// <summary>Begins nothing more and waits for what is under way.</summary>
    /// <param name="limit">Ends the waiting.</param>
    Task StopAsync(CancellationToken limit);
}
