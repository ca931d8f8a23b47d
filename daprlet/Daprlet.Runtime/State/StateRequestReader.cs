using System.Text.Json;
using Daprlet.Components.State;
using Daprlet.Json;

namespace Daprlet.State;

/// <summary>
/// Reads the bodies of the state API as daprd's Go code does: names in any letter case, of repeated ones the last, unknown ones passed
/// over, null as if absent, whatever follows the first value passed over. Values are written anew by Go's rules.
/// </summary>
/// <param name="buffer">Takes the values; the requests read stay valid as long as it does.</param>
internal sealed class StateRequestReader(ByteBuffer buffer)
{
    /// <summary>The items of a save; none for null.</summary>
    /// <exception cref="JsonException">The body is not what it should be.</exception>
    public IReadOnlyList<StateUpsert> ReadSave(ReadOnlySpan<byte> body)
    {
        var reader = Open(body);
        var items = new List<Item>(1);
        if (JsonField.IsNull(ref reader))
            return [];
        JsonField.Expect(ref reader, JsonTokenType.StartArray, "an array of items");
        while (JsonField.Next(ref reader) != JsonTokenType.EndArray)
            items.Add(ReadItem(ref reader));
        return items.ConvertAll(item => item.ToUpsert(buffer));
    }

    /// <summary>The keys of a bulk get; none for null. Parallelism is read and has no effect.</summary>
    /// <exception cref="JsonException">The body is not what it should be.</exception>
    public static IReadOnlyList<string> ReadKeys(ReadOnlySpan<byte> body)
    {
        var reader = Open(body);
        List<string> keys = [];
        if (!JsonField.BeginObject(ref reader))
            return keys;
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "keys"u8))
                keys = JsonField.ReadStrings(ref reader, "an array of strings");
            else if (JsonField.Is(ref reader, "metadata"u8))
                JsonField.ReadMap(ref reader, null);
            else if (JsonField.Is(ref reader, "parallelism"u8))
                JsonField.ReadInteger(ref reader);
            else
                JsonField.Skip(ref reader);
        }
        return keys;
    }

    /// <summary>The operations of a transaction; none for null. Of an operation that Dapr does not know only the name is told.</summary>
    /// <exception cref="JsonException">The body is not what it should be.</exception>
    public (IReadOnlyList<StateOperation> Operations, string? Unknown) ReadTransaction(ReadOnlySpan<byte> body)
    {
        var items = new List<(string Word, Item Item)>();
        foreach (var (word, request) in FindOperations(body))
        {
            if (word is not ("upsert" or "delete"))
                return ([], word);
            var reader = Open(request.Length == 0 ? "null"u8 : body[request.Start..][..request.Length]);
            items.Add((word, ReadItem(ref reader)));
        }
        return (items.ConvertAll<StateOperation>(item => item.Word == "upsert" ? item.Item.ToUpsert(buffer) : item.Item.ToDelete()), null);
    }

    /// <summary>Takes a transaction apart. Its requests are read afterwards, since what they mean is only known from what they belong to.</summary>
    private static List<(string Word, (int Start, int Length) Request)> FindOperations(ReadOnlySpan<byte> body)
    {
        var reader = Open(body);
        var found = new List<(string, (int, int))>();
        if (!JsonField.BeginObject(ref reader))
            return found;
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "operations"u8))
                found = ReadOperations(ref reader);
            else if (JsonField.Is(ref reader, "metadata"u8))
                JsonField.ReadMap(ref reader, null);
            else
                JsonField.Skip(ref reader);
        }
        return found;
    }

    private static List<(string Word, (int Start, int Length) Request)> ReadOperations(ref Utf8JsonReader reader)
    {
        var found = new List<(string, (int, int))>();
        JsonField.Next(ref reader);
        if (JsonField.IsNull(ref reader))
            return found;
        JsonField.Expect(ref reader, JsonTokenType.StartArray, "an array of operations");
        while (JsonField.Next(ref reader) != JsonTokenType.EndArray)
        {
            var (word, request) = ("", (Start: 0, Length: 0));
            if (!JsonField.IsNull(ref reader))
                JsonField.Expect(ref reader, JsonTokenType.StartObject, "an operation");
            while (reader.TokenType != JsonTokenType.Null && JsonField.NextMember(ref reader))
            {
                if (JsonField.Is(ref reader, "operation"u8))
                    word = JsonField.ReadString(ref reader) ?? word;
                else if (JsonField.Is(ref reader, "request"u8))
                    request = JsonField.Skip(ref reader);
                else
                    JsonField.Skip(ref reader);
            }
            found.Add((word, request));
        }
        return found;
    }

    /// <summary>The item that the reader stands at.</summary>
    private Item ReadItem(ref Utf8JsonReader reader)
    {
        var item = new Item();
        if (JsonField.IsNull(ref reader))
            return item;
        JsonField.Expect(ref reader, JsonTokenType.StartObject, "an item");
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "key"u8))
                item.Key = JsonField.ReadString(ref reader) ?? item.Key;
            else if (JsonField.Is(ref reader, "value"u8))
                item.Value = ReadValue(ref reader);
            else if (JsonField.Is(ref reader, "etag"u8))
                item.ETag = JsonField.ReadString(ref reader) ?? "";
            else if (JsonField.Is(ref reader, "metadata"u8))
                item.Metadata = JsonField.ReadMap(ref reader, item.Metadata);
            else if (JsonField.Is(ref reader, "options"u8))
                item.Options = ReadOptions(ref reader, item.Options);
            else if (JsonField.Is(ref reader, "contentType"u8))
                JsonField.ReadString(ref reader);
            else
                JsonField.Skip(ref reader);
        }
        return item;
    }

    private (int Start, int Length) ReadValue(ref Utf8JsonReader reader)
    {
        JsonField.Next(ref reader);
        var start = buffer.Length;
        GoJson.Write(ref reader, buffer);
        return (start, buffer.Length - start);
    }

    private static StateOptions ReadOptions(ref Utf8JsonReader reader, StateOptions options)
    {
        JsonField.Next(ref reader);
        if (JsonField.IsNull(ref reader))
            return options;
        JsonField.Expect(ref reader, JsonTokenType.StartObject, "options");
        while (JsonField.NextMember(ref reader))
        {
            if (JsonField.Is(ref reader, "concurrency"u8))
                options = options with { Concurrency = JsonField.ReadString(ref reader) ?? options.Concurrency };
            else if (JsonField.Is(ref reader, "consistency"u8))
                options = options with { Consistency = JsonField.ReadString(ref reader) ?? options.Consistency };
            else
                JsonField.Skip(ref reader);
        }
        return options;
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, GoJson.ReaderOptions);
        JsonField.Next(ref reader);
        return reader;
    }

    private struct Item()
    {
        public string Key { get; set; } = "";

        /// <summary>Where the value stands in the buffer; nowhere when there is none.</summary>
        public (int Start, int Length) Value { get; set; }

        public string ETag { get; set; } = "";

        public Dictionary<string, string>? Metadata { get; set; }

        public StateOptions Options { get; set; }

        public readonly StateUpsert ToUpsert(ByteBuffer buffer)
        {
            var value = Value.Length == 0 ? NullValue : buffer.Memory(Value.Start, Value.Length);
            var upsert = new StateUpsert(Key, value) { ETag = ETag, Options = Options };
            return Metadata is null ? upsert : upsert with { Metadata = Metadata };
        }

        public readonly StateDelete ToDelete()
        {
            var deletion = new StateDelete(Key) { ETag = ETag, Options = Options };
            return Metadata is null ? deletion : deletion with { Metadata = Metadata };
        }

        private static readonly ReadOnlyMemory<byte> NullValue = "null"u8.ToArray();
    }
}
