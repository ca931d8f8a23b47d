using System.Diagnostics.CodeAnalysis;
using Daprlet.Resources;

namespace Daprlet.Sidecars;

/// <summary>Faults for tests: what a sidecar does wrong on purpose, so that an app can show what it makes of it. Normally none.</summary>
public sealed record SidecarFaults
{
    /// <summary>The environment variable of daprlet's programs that names them (see <see cref="TryParse"/>).</summary>
    public const string Variable = "DAPRLET_FAULTS";

    private const string HoldActorMoves = "hold-actor-moves:";
    private const string AllTypes = "*";

    /// <summary>Long enough to stand for ever.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromDays(1);

    public static SidecarFaults None { get; } = new();

    /// <summary>By actor type, or <c>*</c> for all that are not named: how long each move of its actors holds their calls at least, up to a day.</summary>
    public IReadOnlyDictionary<string, TimeSpan> HeldActorMoves { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>How long a move holds the calls of a type at least; usually not at all.</summary>
    public TimeSpan HoldOf(string actorType) =>
        HeldActorMoves.TryGetValue(actorType, out var hold) || HeldActorMoves.TryGetValue(AllTypes, out hold) ? hold : TimeSpan.Zero;

    /// <summary>Reads faults with commas between them, each such as <c>hold-actor-moves:OrderActor=10s</c>; durations are Go's.</summary>
    /// <param name="text">Null or empty for none.</param>
    /// <param name="problem">Which of them is none, and how one looks.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SidecarFaults? faults, [NotNullWhen(false)] out string? problem)
    {
        var held = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        (faults, problem) = (null, null);
        foreach (var fault in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = fault.StartsWith(HoldActorMoves, StringComparison.Ordinal) ? fault[HoldActorMoves.Length..].Split('=') : [];
            if (parts is not [{ Length: > 0 } type, var duration] || !GoDuration.TryParse(duration, out var hold) || hold < TimeSpan.Zero || hold > LongestHold)
            {
                problem = $"{Variable}: \"{fault}\" is no fault; one is {HoldActorMoves}TYPE=DURATION, with {AllTypes} for all types and {GoDuration.Format(LongestHold)} at most";
                return false;
            }
            held[type] = hold;
        }
        faults = new SidecarFaults { HeldActorMoves = held };
        return true;
    }

    /// <summary>As <see cref="TryParse"/> reads them; empty for none.</summary>
    public override string ToString() => string.Join(',', HeldActorMoves.Select(held => $"{HoldActorMoves}{held.Key}={GoDuration.Format(held.Value)}"));
}
