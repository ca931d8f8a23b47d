using System.Text;
using Daprlet.Apps;
using Daprlet.GrpcApi;
using Daprlet.Observability;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.PubSub.Subscribers;

/// <summary>The gRPC metadata of the call that brings an event to the app.</summary>
internal static class EventCallMetadata
{
    private const string TraceParentName = "traceparent";

    /// <param name="metadata">That of the event; what cannot be gRPC metadata is left out.</param>
    /// <param name="traceParent">The event's, not yet checked; null when it has none.</param>
    public static CallMetadata Create(string pubSub, IReadOnlyDictionary<string, string> metadata, string? traceParent, TraceSampler sampler)
    {
        var entries = new CallMetadata();
        foreach (var (name, value) in metadata)
        {
            if (IsSendable(name, value) && !name.Equals(ReservedMetadata.PubSubName, StringComparison.OrdinalIgnoreCase))
                Add(entries, name, value);
        }
        Add(entries, ReservedMetadata.PubSubName, pubSub);
        if (traceParent is not null && !sampler.IsOff)
            SetTrace(entries, sampler.Continue(traceParent, null));
        return entries;
    }

    /// <summary>Sets the trace parent; one in the metadata gives way to a real one only.</summary>
    private static void SetTrace(CallMetadata entries, TraceContext trace)
    {
        var present = entries.GetAll(TraceParentName).ToList();
        if (!trace.HasTrace && present.Count > 0)
            return;
        present.ForEach(entry => entries.Remove(entry));
        entries.Add(TraceParentName, trace.TraceParent);
        entries.Add(GrpcTrace.Header, GrpcTrace.ToBinary(trace.TraceParent));
    }

    private static void Add(CallMetadata entries, string name, string value)
    {
        if (name.EndsWith(CallMetadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
            entries.Add(name, Encoding.UTF8.GetBytes(value));
        else
            entries.Add(name, value);
    }

    private static bool IsSendable(string name, string value) =>
        name.Length > 0 && name.All(IsNameCharacter) && !name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !MetadataHeaders.IsOwn(name) && value.All(character => character is >= ' ' and <= '~');

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
}
