using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using DaprService = Daprlet.Grpc.Runtime.V1.Dapr;

namespace DaprShop.Tests.Daprlet.Fuzzing;

/// <summary>The gRPC API under messages that no honest client sends: a status for each, never that of an exception that nobody expected, and the sidecar lives.</summary>
public sealed class GrpcFuzzTests
{
    private const int MaxDepth = 4;

    private static readonly IReadOnlyList<MethodDescriptor> Methods = [.. DaprService.Descriptor.Methods.Where(method => method is { IsClientStreaming: false, IsServerStreaming: false, Name: not "Shutdown" })];

    private static readonly string[] Texts = ["store", "pubsub", "lock", "configuration", "secrets", "files", "Thing", "1", "k", "t", "shop", "upsert", "", "a||b", "../x", "\0", "😀", "application/json", "-1", "1s", "R3/PT1S"];

    [Fact]
    public async Task Nothing_that_comes_over_gRPC_takes_the_sidecar_down_or_meets_an_exception_that_nobody_expected()
    {
        await using var sidecar = await FuzzedSidecar.StartAsync();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var random = new Random(FuzzBudget.Seed);
        var hostile = new HostileText(random);
        var clock = Stopwatch.StartNew();
        for (var number = 0; clock.Elapsed < FuzzBudget.Time || number < Methods.Count; number++)
        {
            var method = number < Methods.Count ? Methods[number] : hostile.Pick(Methods);
            var honest = Message(method.InputType, random, hostile, 0).ToByteArray();
            var message = hostile.Chance(0.6) ? honest : hostile.Chance(0.7) ? hostile.Mutated(honest) : hostile.Bytes();
            var frame = hostile.Chance(0.95) ? Frame(message) : hostile.Bytes();
            var sent = $"{number}: {method.Name} {Convert.ToHexString(frame)}";
            try
            {
                using var answer = await SendAsync(client, sidecar, method, frame);
                var problem = answer.TrailingHeaders.Concat(answer.Headers).Where(header => header.Key == "grpc-message").SelectMany(header => header.Value).FirstOrDefault("");
                Assert.False(Uri.UnescapeDataString(problem).StartsWith("Exception was thrown by handler", StringComparison.Ordinal), $"{sent}: {problem}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException && !sidecar.Sidecar.Ended.IsCompleted)
            {
                // Broken off.
            }
        }
        await sidecar.AssertWellAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, FuzzedSidecar sidecar, MethodDescriptor method, byte[] frame)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{sidecar.Sidecar.GrpcPort}/{method.Service.FullName}/{method.Name}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static byte[] Frame(byte[] message) => [0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static IMessage Message(MessageDescriptor type, Random random, HostileText hostile, int depth)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (var field in type.Fields.InDeclarationOrder().Where(_ => hostile.Chance(0.7)))
        {
            if (field.IsMap)
                Fill((IDictionary)field.Accessor.GetValue(message), field.MessageType.FindFieldByNumber(2), random, hostile, depth);
            else if (field.IsRepeated)
                Fill((IList)field.Accessor.GetValue(message), field, random, hostile, depth);
            else if (Value(field, random, hostile, depth) is { } value)
                field.Accessor.SetValue(message, value);
        }
        return message;
    }

    private static void Fill(IDictionary map, FieldDescriptor field, Random random, HostileText hostile, int depth)
    {
        if (Value(field, random, hostile, depth) is { } value)
            map[hostile.Pick(Texts)] = value;
    }

    private static void Fill(IList list, FieldDescriptor field, Random random, HostileText hostile, int depth)
    {
        for (var items = random.Next(4); items > 0; items--)
        {
            if (Value(field, random, hostile, depth) is { } value)
                list.Add(value);
        }
    }

    private static object? Value(FieldDescriptor field, Random random, HostileText hostile, int depth) => field.FieldType switch
    {
        FieldType.String => hostile.Pick(Texts),
        FieldType.Bytes => ByteString.CopyFrom(hostile.Json()),
        FieldType.Bool => hostile.Chance(0.5),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => hostile.Pick([0, 1, -1, int.MaxValue, int.MinValue]),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => hostile.Pick([0L, 1L, -1L, long.MaxValue, long.MinValue]),
        FieldType.UInt32 or FieldType.Fixed32 => hostile.Pick([0u, 1u, uint.MaxValue]),
        FieldType.UInt64 or FieldType.Fixed64 => hostile.Pick([0ul, 1ul, ulong.MaxValue]),
        FieldType.Double => hostile.Pick([0.0, -1.5, double.NaN, double.PositiveInfinity]),
        FieldType.Float => hostile.Pick([0f, -1.5f, float.NaN]),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, hostile.Pick([0, 1, 2, 77, -1])),
        _ => depth < MaxDepth ? Wrapped(field.MessageType, random, hostile, depth) : null,
    };

    /// <summary>Fields of the wrapper types are set by what they wrap.</summary>
    private static object? Wrapped(MessageDescriptor type, Random random, HostileText hostile, int depth) => type.File.Name == "google/protobuf/wrappers.proto"
        ? Value(type.FindFieldByNumber(1), random, hostile, depth)
        : Message(type, random, hostile, depth + 1);
}
