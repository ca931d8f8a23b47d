namespace Dapr.Actors;

/// <summary>
/// Marks an interface as that of an actor. Such an interface is public and not generic; its methods are neither overloaded nor generic,
/// return <see cref="Task"/> or <see cref="Task{TResult}"/>, have no out, ref, optional or params parameters, and take a
/// <see cref="CancellationToken"/> at most as the last one.
/// </summary>
public interface IActor;
