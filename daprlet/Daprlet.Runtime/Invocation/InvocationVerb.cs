using System.Collections.Frozen;
using Daprlet.Grpc.Common.V1;

namespace Daprlet.Invocation;

/// <summary>The verbs that Dapr's protocols have; any other is passed on as POST.</summary>
internal static class InvocationVerb
{
    /// <summary>A verb that can be named but not sent.</summary>
    private static readonly HttpMethod None = new("NONE");

    private static readonly FrozenDictionary<string, HttpMethod> Known = new[]
    {
        HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Connect, HttpMethod.Options, HttpMethod.Trace, HttpMethod.Patch, None,
    }.ToFrozenDictionary(method => method.Method, StringComparer.OrdinalIgnoreCase);

    public static HttpMethod Of(string verb) => Known.GetValueOrDefault(verb, HttpMethod.Post);

    /// <summary>The verb of a gRPC message; a number that is no verb is one that cannot be sent.</summary>
    public static HttpMethod Of(HTTPExtension.Types.Verb verb) => Known.GetValueOrDefault(verb.ToString(), None);

    /// <summary>The verb for a gRPC message.</summary>
    public static HTTPExtension.Types.Verb ToGrpc(HttpMethod verb) => Enum.Parse<HTTPExtension.Types.Verb>(verb.Method, ignoreCase: true);

    /// <summary>Whether an app can be called with the verb.</summary>
    public static bool CanBeSent(HttpMethod verb) => verb != HttpMethod.Connect && verb != None;
}
