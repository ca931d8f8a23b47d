namespace Daprlet.Errors;

/// <summary>One detail of a rich error (the error model of google.rpc), which each transport writes in its own way.</summary>
public abstract record ErrorDetail;

/// <summary>What went wrong, for programs.</summary>
/// <param name="Reason">Such as <c>DAPR_STATE_NOT_FOUND</c>.</param>
/// <param name="Metadata">Null where Dapr says null, which HTTP tells from nothing.</param>
public sealed record ErrorInfo(string Reason, IReadOnlyDictionary<string, string>? Metadata = null) : ErrorDetail
{
    /// <summary>The domain of all of Dapr's errors.</summary>
    public const string Domain = "dapr.io";

    /// <summary>With metadata, in its order.</summary>
    public ErrorInfo(string reason, params ReadOnlySpan<(string Key, string Value)> metadata) : this(reason, ToDictionary(metadata))
    {
    }

    private static Dictionary<string, string> ToDictionary(ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var values = new Dictionary<string, string>(metadata.Length);
        foreach (var (key, value) in metadata)
            values[key] = value;
        return values;
    }
}

/// <summary>What the request was about.</summary>
/// <param name="Type">Such as <c>state</c>.</param>
public sealed record ResourceInfo(string Type, string Name, string Description = "") : ErrorDetail;

/// <summary>What was wrong with the request.</summary>
/// <param name="Field">Null where Dapr names none.</param>
public sealed record BadRequest(string? Field, string Description) : ErrorDetail;

/// <summary>Where there is more to read.</summary>
public sealed record Help(string Description, string Url) : ErrorDetail;
