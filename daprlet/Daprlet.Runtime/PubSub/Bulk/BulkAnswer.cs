using System.Text.Json;
using Daprlet.Components.PubSub;
using Daprlet.Json;

namespace Daprlet.PubSub.Bulk;

/// <summary>What an app answered to a bulk delivery: <c>{"statuses": [{"entryId", "status"}]}</c>, or one result for all entries.</summary>
internal sealed class BulkAnswer
{
    private readonly DeliveryResult? _all;
    private readonly Dictionary<string, DeliveryResult> _results = [];

    private BulkAnswer(DeliveryResult? all) => _all = all;

    public static BulkAnswer ForAll(DeliveryResult result) => new(result);

    /// <summary>Reads the body of a success.</summary>
    public static BulkAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonMembers.FirstValue(body) is { } value
                ? JsonSerializer.Deserialize<Document>(value.Span, JsonSerializerOptions.Web)
                : throw new JsonException("no JSON");
            var answer = new BulkAnswer(null);
            foreach (var item in document?.Statuses ?? [])
            {
                if (item?.EntryId is { } entryId)
                    answer._results[entryId] = Result(item.Status ?? "");
            }
            return answer;
        }
        catch (JsonException e)
        {
            return ForAll(DeliveryResult.Failed($"the app's answer to a bulk delivery cannot be read: {e.Message}"));
        }
    }

    /// <summary>What became of an entry; one that the answer does not name is to be delivered again.</summary>
    public DeliveryResult Of(string entryId) => _all ?? _results.GetValueOrDefault(entryId, DeliveryResult.Failed("the app's answer does not name the entry"));

    private static DeliveryResult Result(string status) => status switch
    {
        "SUCCESS" => DeliveryResult.Done,
        "DROP" => DeliveryResult.Rejected("the app asked to drop it"),
        "" or "RETRY" => DeliveryResult.Failed("the app asked to retry"),
        _ => DeliveryResult.Failed($"unknown status returned from app: {status}"),
    };

    private sealed record Document(IReadOnlyList<Item?>? Statuses);

    private sealed record Item(string? EntryId, string? Status);
}
