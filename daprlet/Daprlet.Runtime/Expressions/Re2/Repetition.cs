namespace Daprlet.Expressions.Re2;

/// <summary>How often a part may stand there.</summary>
/// <param name="Max">-1 for any number.</param>
internal readonly record struct Repetition(int Min, int Max)
{
    /// <summary>The highest count, also of all that are one within the other.</summary>
    public const int Limit = 1000;

    /// <summary>The operator that comes next. Where there is none, null: nothing is read.</summary>
    /// <exception cref="FormatException">Its counts are too high, or the wrong way round.</exception>
    public static Repetition? TryRead(PatternCursor cursor)
    {
        var repetition = cursor.Accept("*") ? new Repetition(0, -1) : cursor.Accept("+") ? new(1, -1) : cursor.Accept("?") ? new(0, 1) : TryReadCounts(cursor);
        if (repetition is not null)
            cursor.Accept("?");
        return repetition;
    }

    /// <summary><c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; a brace that begins none of these stands for itself.</summary>
    private static Repetition? TryReadCounts(PatternCursor cursor)
    {
        var start = cursor.At;
        if (cursor.Accept("{") && TryReadNumber(cursor) is { } min)
        {
            var max = !cursor.Accept(",") ? min : cursor.Is("}") ? -1 : TryReadNumber(cursor);
            if (max is not null && cursor.Accept("}"))
                return min > Limit || max > Limit || (max >= 0 && min > max) ? throw cursor.Problem("invalid repeat count", start) : new Repetition(min, max.Value);
        }
        cursor.At = start;
        return null;
    }

    private static int? TryReadNumber(PatternCursor cursor)
    {
        var start = cursor.At;
        var number = 0;
        while (cursor.Current is >= '0' and <= '9')
            number = Math.Min((number * 10) + cursor.Read() - '0', Limit + 1);
        var digits = cursor.Since(start);
        return digits.Length == 0 || (digits.Length > 1 && digits.StartsWith('0')) ? null : number;
    }
}
