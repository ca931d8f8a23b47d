using Daprlet.Api;
using Daprlet.Http;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Invocation;

/// <summary>
/// A call on its way between the sidecars of different processes (see <see cref="InternalTransport"/>). Its headers travel as they came: those
/// that a connection would not let through under a prefix, so that the callee's sidecar, which knows what its app speaks, applies the rules.
/// </summary>
internal static class InternalCall
{
    private const string CarriedPrefix = HeaderRules.OwnPrefix + "header-";

    /// <summary>That the caller speaks gRPC.</summary>
    private const string GrpcHeader = HeaderRules.OwnPrefix + "grpc";

    /// <summary>The verb that a caller over gRPC names; without the header it names none.</summary>
    private const string VerbHeader = HeaderRules.OwnPrefix + "verb";

    private const string TypeUrlHeader = HeaderRules.OwnPrefix + "type-url";

    /// <summary>The message for a call, without an address.</summary>
    /// <exception cref="InvocationException">The call cannot be sent.</exception>
    public static HttpRequestMessage Write(InvocationCall call)
    {
        var verb = call.IsFromGrpc ? HttpMethod.Post : call.Verb!;
        if (!InvocationVerb.CanBeSent(verb))
            throw InvocationException.InvokingAppChannel(InvocationException.InvalidVerb());
        var message = new HttpRequestMessage(verb, (Uri?)null) { Content = call.Body.Content() };
        foreach (var (name, values) in call.Headers)
        {
            if (!IsOwn(name))
                ForwardedRequest.Add(message, PassesAsItIs(name, call.IsFromGrpc) ? name : CarriedPrefix + name, IsBaggage(name) ? values[0] : values);
        }
        WriteTrace(message, call.OutgoingTrace());
        ForwardedRequest.Stamp(message, call.Identity);
        if (call.IsFromGrpc)
            WriteMessageFields(message, call);
        return message;
    }

    /// <summary>The call that a message brings.</summary>
    public static InvocationCall Read(HttpContext http)
    {
        var request = http.Request;
        var isFromGrpc = request.Headers.ContainsKey(GrpcHeader);
        var path = RequestTarget.PathOf(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        return new InvocationCall
        {
            TargetId = "",
            Method = MethodPath.Normalize((MethodPath.Decode(path) ?? path)[1..]),
            Verb = !isFromGrpc ? InvocationVerb.Of(request.Method) : request.Headers[VerbHeader] is [{ } verb, ..] ? InvocationVerb.Of(verb) : null,
            Query = request.QueryString.Value ?? "",
            Headers = Carried(request.Headers, isFromGrpc),
            Body = new RequestBody(request, long.MaxValue), // the caller's sidecar has held it against its limit
            Trace = TraceContext.Of(http),
            IsFromGrpc = isFromGrpc,
            ContentType = HeaderText.FromWire(request.Headers.ContentType.ToString()),
            TypeUrl = HeaderText.FromWire(request.Headers[TypeUrlHeader].ToString()),
            Aborted = http.RequestAborted,
        };
    }

    private static void WriteTrace(HttpRequestMessage message, (string? Parent, string? State) trace)
    {
        if (trace.Parent is { } parent)
            message.Headers.TryAddWithoutValidation("traceparent", parent);
        if (trace.State is { } state)
            message.Headers.TryAddWithoutValidation("tracestate", state);
    }

    private static void WriteMessageFields(HttpRequestMessage message, InvocationCall call)
    {
        message.Headers.TryAddWithoutValidation(GrpcHeader, "true");
        if (call.Verb is { } named)
            message.Headers.TryAddWithoutValidation(VerbHeader, named.Method);
        if (call.TypeUrl.Length > 0 && HeaderText.IsSendable(call.TypeUrl))
            message.Headers.TryAddWithoutValidation(TypeUrlHeader, HeaderText.ToWire(call.TypeUrl));
        if (call.ContentType.Length > 0 && HeaderText.IsSendable(call.ContentType))
            message.Content!.Headers.TryAddWithoutValidation("Content-Type", HeaderText.ToWire(call.ContentType));
    }

    private static HeaderDictionary Carried(IHeaderDictionary headers, bool isFromGrpc)
    {
        var carried = new HeaderDictionary(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(CarriedPrefix, StringComparison.OrdinalIgnoreCase))
                carried[name[CarriedPrefix.Length..]] = values;
            else if (!IsOwn(name) && PassesAsItIs(name, isFromGrpc) || IsTrace(name))
                carried[name] = values;
        }
        return carried;
    }

    /// <summary>Of several only the first goes on.</summary>
    private static bool IsBaggage(string name) => name.Equals("baggage", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the transport writes itself.</summary>
    private static bool IsOwn(string name) => name.StartsWith(':') || name.StartsWith(HeaderRules.OwnPrefix, StringComparison.OrdinalIgnoreCase) || IsTrace(name);

    private static bool IsTrace(string name) => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase) || name.Equals("tracestate", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a header of the call can be one of the message: it is none of a connection's, and none that the transport needs.</summary>
    private static bool PassesAsItIs(string name, bool isGrpc) =>
        !HeaderRules.IsDropped(name, []) && !name.Equals("host", StringComparison.OrdinalIgnoreCase) && !(isGrpc && name.Equals("content-type", StringComparison.OrdinalIgnoreCase));
}
