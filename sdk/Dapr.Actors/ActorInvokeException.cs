#nullable disable annotations
namespace Dapr.Actors;

/// <summary>What an actor's method threw in the other process, as the inner exception of <see cref="ActorMethodInvocationException"/>.</summary>
public class ActorInvokeException : Exception
{
    public ActorInvokeException()
    {
    }

    public ActorInvokeException(string actualExceptionType, string message)
        : base(message)
    {
        ActualExceptionType = actualExceptionType;
    }

    /// <summary>The full name of the exception's type.</summary>
    public string ActualExceptionType { get; }
}
