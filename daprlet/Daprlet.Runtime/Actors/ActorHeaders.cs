using Microsoft.AspNetCore.Http;

namespace Daprlet.Actors;

/// <summary>Headers between sidecar and app that have a meaning for actors. Header names are compared in any letter case.</summary>
internal static class ActorHeaders
{
    /// <summary>In a request: the turn that a reentrant call belongs to.</summary>
    public const string ReentrancyId = "Dapr-Reentrancy-Id";

    /// <summary>In a request of the sidecar: that it came by the actor API.</summary>
    public const string ApiCall = "Dapr-API-Call";

    /// <summary>In a request of the sidecar: that it came by another sidecar.</summary>
    public const string Remote = "X-Dapr-Remote";

    /// <summary>In an answer with status 200: that its body tells of an exception (Dapr's .NET SDK).</summary>
    public const string Error = "X-DaprErrorResponseHeader";

    /// <summary>In an answer to a reminder or timer: whether that is to end.</summary>
    public const string ReminderCancel = "X-DaprReminderCancel";

    /// <summary>The turn that a request belongs to, or null.</summary>
    public static string? ReentrancyIdOf(IHeaderDictionary headers) => headers[ReentrancyId] is [{ Length: > 0 } id, ..] ? id : null;
}
