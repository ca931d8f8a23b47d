using System.Text;
using System.Text.RegularExpressions;
using Dapr.Client.Autogen.Grpc.v1;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Orders.Crashes;

/// <summary>A request of Orders to its sidecar.</summary>
internal sealed partial class LineRequest
{
    // Before a gRPC message stand whether it is compressed, and its length.
    private const int FrameHeader = 5;

    /// <summary>Method, path, and the key or topic if it has one, with a star for each id, and for the version in a reminder's name.</summary>
    public required string What { get; init; }

    /// <summary>Whether it may change anything.</summary>
    public required bool IsWrite { get; init; }

    /// <summary>Whatever ids it has.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>The order whose actor it is about; null for all else.</summary>
    public Guid? OrderActor { get; init; }

    public static LineRequest Read(HttpRequest request, byte[] body)
    {
        var path = request.Path.Value!;
        return new LineRequest
        {
            What = Version().Replace(Id().Replace($"{request.Method} {path} {Subject(path, body)}", "*"), "*").TrimEnd(),
            IsWrite = !HttpMethods.IsGet(request.Method) && !path.EndsWith("/GetState", StringComparison.Ordinal) && !path.EndsWith("/GetBulkState", StringComparison.Ordinal),
            // Texts stand in messages as they are.
            Ids = [.. Id().Matches($"{path} {Encoding.UTF8.GetString(body)}").Select(id => id.Value)],
            OrderActor = path.Contains("/OrderActor/", StringComparison.Ordinal) ? Guid.Parse(Id().Match(path).Value) : null,
        };
    }

    private static string Subject(string path, byte[] body) => path[(path.LastIndexOf('/') + 1)..] switch
    {
        "SaveState" => string.Join(' ', SaveStateRequest.Parser.ParseFrom(body.AsSpan(FrameHeader)).States.Select(state => state.Key)),
        "PublishEvent" => PublishEventRequest.Parser.ParseFrom(body.AsSpan(FrameHeader)).Topic,
        _ => Key().Match(Encoding.UTF8.GetString(body)).Value,
    };

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("(?<=/reminders/drive-)[0-9]+")]
    private static partial Regex Version();

    [GeneratedRegex("(?<=\"key\": ?\")[^\"]+")]
    private static partial Regex Key();
}
