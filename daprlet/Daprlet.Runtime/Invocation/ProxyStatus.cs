using System.Globalization;
using Daprlet.GrpcApi;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>How a proxied call ended: the callee's trailers, or the sidecar's own words.</summary>
/// <param name="Trailers">With the status among them.</param>
internal sealed record ProxyStatus(StatusCode Code, IReadOnlyList<KeyValuePair<string, StringValues>> Trailers)
{
    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";

    /// <summary>Whether the sidecar says so, not the callee.</summary>
    public bool IsOwn { get; private init; }

    /// <summary>Whether the callee could not be reached, so that another instance may answer.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>A status of the sidecar's own.</summary>
    public static ProxyStatus Of(StatusCode code, string message) => new(
        code,
        [new(StatusTrailer, ((int)code).ToString(CultureInfo.InvariantCulture)), new(MessageTrailer, GrpcFailure.Escape(message))])
    {
        IsOwn = true,
    };

    /// <summary>The callee's.</summary>
    /// <param name="areHeaders">Whether the answer has nothing else, so that its headers are its trailers.</param>
    public static ProxyStatus Of(HttpResponseMessage answer, bool areHeaders)
    {
        var headers = (areHeaders ? answer.Headers : answer.TrailingHeaders).NonValidated;
        if (!headers.TryGetValues(StatusTrailer, out var status) || !int.TryParse(status.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return Of(StatusCode.Internal, "server closed the stream without sending trailers");
        return new ProxyStatus((StatusCode)code, [.. headers.Where(header => !IsTransport(header.Key)).Select(header => new KeyValuePair<string, StringValues>(header.Key, new([.. header.Value])))]);
    }

    /// <summary>Ends the answer to the caller with it.</summary>
    public void Write(HttpResponse response)
    {
        if (!response.HasStarted)
            response.ContentType = response.HttpContext.Request.ContentType;
        foreach (var (name, values) in Trailers)
        {
            if (response.HasStarted)
                response.AppendTrailer(name, values);
            else
                response.Headers[name] = values;
        }
    }

    private static bool IsTransport(string name) =>
        name.Equals("date", StringComparison.OrdinalIgnoreCase) || name.Equals("server", StringComparison.OrdinalIgnoreCase) || name.StartsWith(HeaderRules.OwnPrefix, StringComparison.OrdinalIgnoreCase);
}
