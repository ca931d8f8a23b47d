#nullable disable annotations
namespace Dapr.Actors;

/// <summary>An actor's method threw; <see cref="Exception.InnerException"/> tells what.</summary>
[Serializable]
public class ActorMethodInvocationException : DaprApiException
{
    private const string Code = "ERR_ACTOR_INVOKE_METHOD";

    public ActorMethodInvocationException()
        : base(Code, false)
    {
    }

    public ActorMethodInvocationException(string message, bool isTransient)
        : base(message, Code, isTransient)
    {
    }

    public ActorMethodInvocationException(string message, Exception innerException, bool isTransient)
        : base(message, innerException, Code, isTransient)
    {
    }
}
