namespace Dapr.Actors.Runtime;

/// <summary>What has become of a state since it was read or saved.</summary>
public enum StateChangeKind
{
    None = 0,
    Add = 1,
    Update = 2,
    Remove = 3,
}
