namespace Daprlet.Expressions.Re2;

/// <summary>What a pattern has switched on, as with <c>(?i)</c>.</summary>
internal readonly record struct PatternFlags(bool IgnoreCase, bool MultiLine, bool DotAll)
{
    /// <summary>The set, with the other cases of what is in it where case is ignored.</summary>
    public RuneSet Apply(RuneSet set) => IgnoreCase ? CaseFolding.Fold(set) : set;
}
