using System.Text;

namespace DaprShop.Tests.Daprlet.Fuzzing;

/// <summary>Makes what an honest client would not send, from a seed.</summary>
internal sealed class HostileText(Random random)
{
    private static readonly string[] Names =
    [
        "key", "value", "etag", "metadata", "options", "concurrency", "consistency", "keys", "parallelism", "operations", "operation", "request", "data", "dueTime", "period", "ttl",
        "callback", "overwrite", "failure_policy", "resourceId", "lockOwner", "expiryInSeconds", "entryId", "event", "contentType", "id", "specversion", "type", "items", "name", "k",
        @"keys\ud800", @"\udc00", @"k\u0065ys", "ſtate", "", "KEY",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "1", "-1", "0.5", "1e999", "99999999999999999999", "-0", "\"\"", "\"k\"", "\"upsert\"", "\"delete\"", "\"create\"", "\"first-write\"", "\"strong\"", "\"application/json\"",
        "\"application/cloudevents+json\"", "\"text/plain\"", "\"1s\"", "\"R3/PT1S\"", "\"-1\"", "\"999999h\"", @"""\ud800""", @"""x\udfff\ud83d""", "\"\\u0000\"", "\"a||b\"", "\"../x\"", "[]", "{}",
    ];

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public bool Chance(double share) => random.NextDouble() < share;

    /// <summary>JSON with names that the API knows, or most of it.</summary>
    public byte[] Json()
    {
        var text = new StringBuilder();
        WriteValue(text, 0);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return Chance(0.4) ? Mutated(bytes) : bytes;
    }

    public byte[] Bytes()
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>With bytes changed, taken out, or doubled.</summary>
    public byte[] Mutated(byte[] bytes)
    {
        var list = bytes.ToList();
        for (var changes = random.Next(1, 6); changes > 0 && list.Count > 0; changes--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(4))
            {
                case 0:
                    list[at] = (byte)random.Next(256);
                    break;
                case 1:
                    list.RemoveRange(at, Math.Min(random.Next(1, 8), list.Count - at));
                    break;
                case 2:
                    list.InsertRange(at, list.GetRange(at, Math.Min(random.Next(1, 32), list.Count - at)));
                    break;
                default:
                    list[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }
        return [.. list];
    }

    /// <summary>A part of a path, with whatever may stand in one.</summary>
    public string Segment() => Chance(0.7)
        ? Pick(["store", "pubsub", "lock", "configuration", "secrets", "files", "Thing", "1", "k", "t", "bulk", "shop", "none"])
        : Pick(["%00", "%ff%fe", "..", "%2e%2e", "%2F", "%252F", "a||b", "%5C", "%F0%9F%98%80", "%", "%zz", "x?a=%ff", "k?metadata.ttlInSeconds=-5", "t?metadata.rawPayload=maybe", "%ED%A0%80", new string('x', 600), ""]);

    private void WriteValue(StringBuilder text, int depth)
    {
        var kind = depth > 5 ? 0 : random.Next(4);
        if (kind <= 1)
            text.Append(Pick(Scalars));
        else if (kind == 2)
            WriteList(text, depth);
        else
            WriteObject(text, depth);
    }

    private void WriteList(StringBuilder text, int depth)
    {
        text.Append('[');
        for (var items = random.Next(4); items > 0; items--)
        {
            WriteValue(text, depth + 1);
            text.Append(items > 1 ? "," : "");
        }
        text.Append(']');
    }

    private void WriteObject(StringBuilder text, int depth)
    {
        text.Append('{');
        for (var members = random.Next(5); members > 0; members--)
        {
            text.Append('"').Append(Pick(Names)).Append("\":");
            WriteValue(text, depth + 1);
            text.Append(members > 1 ? "," : "");
        }
        text.Append('}');
    }
}
