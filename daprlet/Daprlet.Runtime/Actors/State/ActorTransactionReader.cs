using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Actors.State;

/// <summary>
/// Reads the body of a transaction of an actor's state as daprd does: names in any letter case, unknown ones passed over, whatever follows the array
/// passed over. What is wrong inside of a request is a matter of its operation, not of the body.
/// </summary>
/// <param name="buffer">Takes the values; the operations read stay valid as long as it does.</param>
internal sealed class ActorTransactionReader(ByteBuffer buffer)
{
    /// <summary>The operations; none for null.</summary>
    /// <exception cref="JsonException">The body is not an array of operations.</exception>
    public IReadOnlyList<ActorStateOperation> Read(ReadOnlySpan<byte> body)
    {
        var found = new List<(string Word, int Start, int Length)>(1);
        var reader = Open(body);
        if (JsonField.IsNull(ref reader))
            return [];
        JsonField.Expect(ref reader, JsonTokenType.StartArray, "an array of operations");
        while (JsonField.Next(ref reader) != JsonTokenType.EndArray)
            found.Add(ReadOperation(ref reader));
        var decoded = new List<(ActorStateOperation Operation, int Start, int Length)>(found.Count);
        foreach (var (word, start, length) in found)
            decoded.Add(Decode(word, body.Slice(start, length)));
        return decoded.ConvertAll(item => item.Length == 0 ? item.Operation : item.Operation with { Value = buffer.Memory(item.Start, item.Length) });
    }

    private static (string Word, int Start, int Length) ReadOperation(ref Utf8JsonReader reader)
    {
        var (word, request) = ("", (Start: 0, Length: 0));
        if (!JsonField.BeginObject(ref reader))
            return (word, 0, 0);
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "operation"u8))
                word = JsonField.ReadString(ref reader) ?? word;
            else if (JsonField.Is(ref reader, "request"u8))
                request = JsonField.Skip(ref reader);
            else
                JsonField.Skip(ref reader);
        }
        return (word, request.Start, request.Length);
    }

    /// <summary>An operation, and where its value stands in the buffer.</summary>
    private (ActorStateOperation Operation, int Start, int Length) Decode(string word, ReadOnlySpan<byte> request)
    {
        if (request.Length == 0 || request.SequenceEqual("null"u8))
            return (new ActorStateOperation { Word = word }, 0, 0);
        var reader = Open(request);
        try
        {
            return DecodeRequest(word, ref reader);
        }
        catch (JsonException e)
        {
            return (new ActorStateOperation { Word = word, HasRequest = true, Problem = $"decoding failed due to the following error(s):\n\n{e.Message}" }, 0, 0);
        }
    }

    private (ActorStateOperation Operation, int Start, int Length) DecodeRequest(string word, ref Utf8JsonReader reader)
    {
        var (key, etag, start, length) = ("", "", 0, 0);
        Dictionary<string, string>? metadata = null;
        JsonField.Expect(ref reader, JsonTokenType.StartObject, "a map");
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "key"u8))
                key = JsonField.ReadString(ref reader) ?? "";
            else if (JsonField.Is(ref reader, "etag"u8))
                etag = JsonField.ReadString(ref reader) ?? "";
            else if (word == "upsert" && JsonField.Is(ref reader, "value"u8))
                (start, length) = ReadValue(ref reader);
            else if (word == "upsert" && JsonField.Is(ref reader, "metadata"u8))
                metadata = JsonField.ReadMap(ref reader, metadata);
            else
                JsonField.Skip(ref reader);
        }
        return (new ActorStateOperation { Word = word, HasRequest = true, Key = key, ETag = etag, Metadata = metadata }, start, length);
    }

    private (int Start, int Length) ReadValue(ref Utf8JsonReader reader)
    {
        JsonField.Next(ref reader);
        var start = buffer.Length;
        GoJson.Write(ref reader, buffer);
        return (start, buffer.Length - start);
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, GoJson.ReaderOptions);
        JsonField.Next(ref reader);
        return reader;
    }
}
