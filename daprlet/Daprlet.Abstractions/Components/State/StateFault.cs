namespace Daprlet.Components.State;

/// <summary>Why a write was not done. Nothing has been stored.</summary>
/// <param name="Message">In Dapr's words.</param>
public sealed record StateFault(StateFaultKind Kind, string Message)
{
    private const string MismatchPrefix = "possible etag mismatch. error from state store";

    /// <summary>The key that the fault is about, where that matters.</summary>
    public string Key { get; init; } = "";

    /// <summary>The etag is not the stored one, or a first write found something stored.</summary>
    /// <param name="detail">What the backend has to say about it; may be empty.</param>
    public static StateFault Mismatch(string detail = "") =>
        new(StateFaultKind.ETagMismatch, detail.Length == 0 ? MismatchPrefix : $"{MismatchPrefix}: {detail}");

    /// <summary>The etag is not one that the backend could have made.</summary>
    public static StateFault InvalidETag(string detail) => new(StateFaultKind.ETagInvalid, $"invalid etag value: {detail}");

    /// <summary>
    /// What is said of several writes that were done independently: with nothing but etag faults it is one of them, and all texts are told;
    /// with others among them, the first etag fault speaks for all, as in Dapr.
    /// </summary>
    public static StateFault Joined(IReadOnlyList<StateFault> faults)
    {
        var texts = string.Join('\n', faults.Select(fault => fault.Message));
        if (faults.FirstOrDefault(fault => !fault.IsAboutETag) is { } other)
            return faults.FirstOrDefault(fault => fault.IsAboutETag) ?? other with { Message = texts };
        return faults.Any(fault => fault.Kind == StateFaultKind.ETagInvalid) ? InvalidETag(texts) : Mismatch(texts);
    }

    /// <summary>Whether the operation would have been done with another etag.</summary>
    public bool IsAboutETag => Kind is StateFaultKind.ETagMismatch or StateFaultKind.ETagInvalid;

    /// <summary>Metadata, options or anything else in the request is not acceptable to the backend.</summary>
    public static StateFault Refused(string message) => new(StateFaultKind.Refused, message);
}

/// <summary>The kinds of faults that a caller can tell apart.</summary>
public enum StateFaultKind
{
    ETagMismatch,
    ETagInvalid,

    /// <summary>The key contains what separates a prefix from a key.</summary>
    IllegalKey,

    /// <summary>There is no key where one must be.</summary>
    MissingKey,

    Refused,
}
