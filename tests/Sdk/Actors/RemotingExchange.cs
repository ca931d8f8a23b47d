using System.Text;
using Dapr.Actors;
using Dapr.Actors.Client;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>A strongly typed call of <see cref="SampleActor"/> with id 1, as the genuine SDK 1.18.5 sends and answers it.</summary>
public sealed record RemotingExchange(string Method, int InterfaceId, int MethodId, string Request, string Response)
{
    private const string Id = "1";
    private const string Start = "QA5XcmFwcGVkTXNnQm9keQgKdXJuOmFjdG9ycwkBaSlodHRwOi8vd3d3LnczLm9yZy8yMDAxL1hNTFNjaGVtYS1pbnN0YW5jZUAFdmFsdWUuBHR5cGWY";

    private const int Counter = 386937645;
    private const int Sample = 441503288;

    /// <summary>The error body of a <see cref="NotSupportedException"/> with the message <c>no</c>, in both serializations.</summary>
    public const string Failure = "QBhBY3Rvckludm9rZUV4Y2VwdGlvbkRhdGEICnVybjphY3RvcnMJAWkpaHR0cDovL3d3dy53My5vcmcvMjAwMS9YTUxTY2hlbWEtaW5zdGFuY2VAB01lc3NhZ2WZAm5vQARUeXBlmRxTeXN0ZW0uTm90U3VwcG9ydGVkRXhjZXB0aW9uAQ==";

    public static readonly RemotingExchange[] DataContract =
    [
        new("AddAsync", Counter, 634189192, Start + "D0FkZEFzeW5jUmVxQm9keUAGYW1vdW50iQUBAQ==", Start + "EEFkZEFzeW5jUmVzcEJvZHlABnJldFZhbIkFAQE="),
        new(
            "PlaceAsync",
            Sample,
            -116041754,
            Start + "EVBsYWNlQXN5bmNSZXFCb2R5QARub3RlmQFuQAVvcmRlcgkBYUFodHRwOi8vc2NoZW1hcy5kYXRhY29udHJhY3Qub3JnLzIwMDQvMDcvRGFwclNob3AuVGVzdHMuU2RrLkFjdG9yc14CSWSZAW9eBFNrdXMJAWI5aHR0cDovL3NjaGVtYXMubWljcm9zb2Z0LmNvbS8yMDAzLzEwL1NlcmlhbGl6YXRpb24vQXJyYXlzXwZzdHJpbmeZAWEBXgVUb3RhbJUAAAEAAAAAAA8AAAAAAAAAAQEB",
            Start + "ElBsYWNlQXN5bmNSZXNwQm9keUAGcmV0VmFsCQFhQWh0dHA6Ly9zY2hlbWFzLmRhdGFjb250cmFjdC5vcmcvMjAwNC8wNy9EYXByU2hvcC5UZXN0cy5TZGsuQWN0b3JzXgJJZJkCb25eBFNrdXMJAWI5aHR0cDovL3NjaGVtYXMubWljcm9zb2Z0LmNvbS8yMDAzLzEwL1NlcmlhbGl6YXRpb24vQXJyYXlzXwZzdHJpbmeZAWEBXgVUb3RhbJUAAAEAAAAAAA8AAAAAAAAAAQEB"),
        new("NothingAsync", Sample, -1773868495, "", Start + "FE5vdGhpbmdBc3luY1Jlc3BCb2R5QAZyZXRWYWwuA25pbIYBAQE="),
        new("PlainAsync", Sample, 1751974961, "", ""),
        new(
            "WhoAsync",
            Sample,
            168424436,
            Start + "D1dob0FzeW5jUmVxQm9keUAFb3RoZXJAB0FjdG9ySWQJAWEzaHR0cDovL3NjaGVtYXMuZGF0YWNvbnRyYWN0Lm9yZy8yMDA0LzA3L0RhcHIuQWN0b3JzXgdBY3RvcklkgwFACUFjdG9yVHlwZZkGU2FtcGxlAQEB",
            Start + "EFdob0FzeW5jUmVzcEJvZHlABnJldFZhbAkBYTNodHRwOi8vc2NoZW1hcy5kYXRhY29udHJhY3Qub3JnLzIwMDQvMDcvRGFwci5BY3RvcnNeB0FjdG9ySWSZDTEgb2YgU2FtcGxlLzEBAQE="),
        new("SelfAsync", Sample, -1989961226, "", Start + "EVNlbGZBc3luY1Jlc3BCb2R5QAZyZXRWYWwuBHR5cGWYDkFjdG9yUmVmZXJlbmNlQAdBY3RvcklkCQFhM2h0dHA6Ly9zY2hlbWFzLmRhdGFjb250cmFjdC5vcmcvMjAwNC8wNy9EYXByLkFjdG9yc14HQWN0b3JJZIMBQAlBY3RvclR5cGWZBlNhbXBsZQEBAQ=="),
    ];

    public static readonly RemotingExchange[] Json =
    [
        new("AddAsync", Counter, 634189192, """{"value":{"amount":5}}""", """{"value":{"retVal":5}}"""),
        new("PlaceAsync", Sample, -116041754, """{"value":{"order":{"id":"o","total":1.5,"skus":["a"]},"note":"n"}}""", """{"value":{"retVal":{"id":"on","total":1.5,"skus":["a"]}}}"""),
        new("NothingAsync", Sample, -1773868495, "", """{"value":{"retVal":null}}"""),
        new("PlainAsync", Sample, 1751974961, "", ""),
        new("WhoAsync", Sample, 168424436, """{"value":{"other":{"actorId":"1","actorType":"Sample"}}}""", """{"value":{"retVal":"1 of Sample/1"}}"""),
    ];

    public static readonly RemotingExchange Failing = new("FailAsync", Sample, -187783053, Start + "EEZhaWxBc3luY1JlcUJvZHlAB21lc3NhZ2WZAm5vAQE=", Failure);

    /// <summary>Every exchange, and whether its bodies are JSON.</summary>
    public static IEnumerable<TheoryDataRow<RemotingExchange, bool>> All() => Successful().Append(new TheoryDataRow<RemotingExchange, bool>(Failing, false));

    /// <summary>Every exchange but the failing one, and whether its bodies are JSON.</summary>
    public static IEnumerable<TheoryDataRow<RemotingExchange, bool>> Successful() =>
        [.. DataContract.Select(exchange => new TheoryDataRow<RemotingExchange, bool>(exchange, false)), .. Json.Select(exchange => new TheoryDataRow<RemotingExchange, bool>(exchange, true))];

    public static byte[] Bytes(string body) => body is ['{', ..] ? Encoding.UTF8.GetBytes(body) : Convert.FromBase64String(body);

    /// <summary>The value of X-DaprRequestHeader.</summary>
    public string Header(string callContext = "c") =>
        $"""<z:anyType i:type="a:ActorHeader" xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:a="urn:actors"><a:MethodId>{MethodId}</a:MethodId><a:InterfaceId>{InterfaceId}</a:InterfaceId><a:ActorId xmlns:b="http://schemas.datacontract.org/2004/07/Dapr.Actors"><b:ActorId>{Id}</b:ActorId></a:ActorId><a:CallContext>{callContext}</a:CallContext><a:Headers xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays"/><a:MethodName>{Method}</a:MethodName><a:ActorType>Sample</a:ActorType></z:anyType>""";

    /// <summary>The value of X-DaprErrorResponseHeader.</summary>
    public static string ErrorHeader(string details) =>
        $"""<z:anyType i:type="a:ActorResponseMessageHeaders" xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:a="urn:actors"><a:Headers xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><b:KeyValueOfstringbase64Binary><b:Key>HasRemoteException</b:Key><b:Value/></b:KeyValueOfstringbase64Binary><b:KeyValueOfstringbase64Binary><b:Key>RemoteMethodException</b:Key><b:Value>{details}</b:Value></b:KeyValueOfstringbase64Binary></a:Headers></z:anyType>""";

    /// <summary>Makes the call, and gives its result.</summary>
    public async Task<object?> CallAsync(ISampleActor actor)
    {
        switch (Method)
        {
            case "AddAsync":
                return await actor.AddAsync(5, CancellationToken.None);
            case "PlaceAsync":
                var order = await actor.PlaceAsync(new SampleOrder { Id = "o", Total = 1.5m, Skus = ["a"] }, "n");
                return $"{order.Id} {order.Total} {string.Join(',', order.Skus)}";
            case "NothingAsync":
                return await actor.NothingAsync();
            case "PlainAsync":
                await actor.PlainAsync();
                return null;
            case "WhoAsync":
                return (await actor.WhoAsync(ActorReference.Get(actor))).GetId();
            case "SelfAsync":
                return ((IActorProxy)await actor.SelfAsync()).ActorId.GetId();
            default:
                await actor.FailAsync("no");
                return null;
        }
    }

    /// <summary>What <see cref="CallAsync"/> gives if the answer is <see cref="Response"/>.</summary>
    public object? Result => Method switch
    {
        "AddAsync" => 5,
        "PlaceAsync" => "on 1.5 a",
        "WhoAsync" => "1 of Sample/1",
        "SelfAsync" => "1",
        _ => null,
    };

    public override string ToString() => Method;
}
