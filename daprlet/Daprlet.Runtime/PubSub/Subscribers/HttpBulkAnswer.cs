using System.Text.Json;
using Daprlet.Components.PubSub;
using Daprlet.Json;
using Daprlet.PubSub.Bulk;
using Daprlet.PubSub.Delivery;

namespace Daprlet.PubSub.Subscribers;

/// <summary>Reads the body of an app's answer to a bulk delivery: <c>{"statuses": [{"entryId", "status"}]}</c>.</summary>
internal static class HttpBulkAnswer
{
    public static BulkAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonMembers.FirstValue(body) is { } value
                ? JsonSerializer.Deserialize<Document>(GoUnicode.Replace(value).Span, JsonSerializerOptions.Web)
                : throw new JsonException("no JSON");
            return BulkAnswer.ForEach((document?.Statuses ?? []).Where(item => item?.EntryId is not null).Select(item => (item!.EntryId!, Verdict(item.Status))));
        }
        catch (JsonException e)
        {
            return BulkAnswer.ForAll(DeliveryResult.Failed($"the app's answer to a bulk delivery cannot be read: {e.Message}"));
        }
    }

    private static DeliveryResult Verdict(string? status) => AppVerdict.Read(string.IsNullOrEmpty(status) ? "RETRY" : status);

    private sealed record Document(IReadOnlyList<Item?>? Statuses);

    private sealed record Item(string? EntryId, string? Status);
}
