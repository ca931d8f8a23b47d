using System.Text;
using System.Text.RegularExpressions;
using Daprlet.Invocation;
using Daprlet.Json;
using Daprlet.Scheduling;

namespace Daprlet.Actors.Reminders;

/// <summary>The name under which daprd's Scheduler would keep a reminder: not every actor can have one.</summary>
internal static partial class JobName
{
    private const int MaxSegmentBytes = 253;

    private const string Rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>What is wrong with the name, in Dapr's words; null when nothing is.</summary>
    public static string? Check(ReminderKey key)
    {
        var name = Ignored().Replace($"actorreminder||{key.Namespace}||{key}", "");
        foreach (var segment in name.ToLowerInvariant().Split("||"))
        {
            var reasons = Reasons(segment).ToList();
            if (reasons.Count > 0)
                return $"rpc error: code = Unknown desc = job name is invalid {GoQuote.Quote(MethodPath.Bytes(name))}: {string.Join(", ", reasons)}";
        }
        return null;
    }

    private static IEnumerable<string> Reasons(string segment)
    {
        if (Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
            yield return $"must be no more than {MaxSegmentBytes} bytes";
        if (!Subdomain().IsMatch(segment))
            yield return Rule;
    }

    [GeneratedRegex("[_: -]", RegexOptions.CultureInvariant)]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();
}
