using System.Text.Json;

namespace Daprlet.PubSub.Rules;

/// <summary>A routing rule, ready to be asked.</summary>
public interface IRule
{
    /// <summary>Whether the rule wants the event.</summary>
    /// <exception cref="RuleException">The rule cannot be answered for this event: it reads a member that is not there, compares what cannot be compared, or says something else than yes or no.</exception>
    bool Matches(JsonElement cloudEvent);
}

/// <summary>A rule is not an expression, or cannot be answered for an event.</summary>
public sealed class RuleException(string message) : Exception(message);
