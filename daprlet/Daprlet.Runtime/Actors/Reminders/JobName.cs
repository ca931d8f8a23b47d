using System.Text.RegularExpressions;
using Daprlet.Invocation;
using Daprlet.Json;
using Daprlet.Scheduling;

namespace Daprlet.Actors.Reminders;

/// <summary>The name under which daprd's Scheduler would keep a reminder: not every actor can have one.</summary>
internal static partial class JobName
{
    private const int MaxSegmentLength = 253;

    private const string Rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>What is wrong with the name, in Dapr's words; null when nothing is.</summary>
    public static string? Check(ReminderKey key)
    {
        var name = Ignored().Replace($"actorreminder||{key.Namespace}||{key}", "");
        foreach (var segment in name.ToLowerInvariant().Split("||"))
        {
            var reason = segment.Length > MaxSegmentLength ? $"must be no more than {MaxSegmentLength} bytes" : Subdomain().IsMatch(segment) ? null : Rule;
            if (reason is not null)
                return $"rpc error: code = Unknown desc = job name is invalid {GoQuote.Quote(MethodPath.Bytes(name))}: {reason}";
        }
        return null;
    }

    [GeneratedRegex("[_: -]", RegexOptions.CultureInvariant)]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();
}
