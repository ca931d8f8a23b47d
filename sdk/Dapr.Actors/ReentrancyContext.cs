using System.Net.Http.Headers;
using Dapr.Actors.Communication;

namespace Dapr.Actors;

/// <summary>The id of the chain of calls that the running turn belongs to, which goes with every call that the actor makes.</summary>
internal static class ReentrancyContext
{
    private static readonly AsyncLocal<Holder?> Current = new();

    public static string? Id => Current.Value?.Id;

    public static void AddTo(HttpRequestHeaders headers)
    {
        if (Id is { } id)
            headers.Add(HeaderNames.Reentrancy, id);
    }

    public static void Enter(string id) => Current.Value = new Holder { Id = id };

    /// <summary>Ends the chain for everything that the turn started as well, such as work that goes on in the background.</summary>
    public static void Leave()
    {
        if (Current.Value is { } holder)
            holder.Id = null;
    }

    private sealed class Holder
    {
        public string? Id { get; set; }
    }
}
