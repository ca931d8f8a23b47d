namespace Dapr.Actors.Runtime;

/// <summary>How <see cref="IActorStateManager.UnloadStateAsync"/> treats changes.</summary>
public class UnloadStateOptions
{
    public UnloadStateOptions()
    {
    }

    /// <summary>Whether changes that are not saved may be lost.</summary>
    public bool AllowUnloadingWhenStateModified { get; set; }
}
