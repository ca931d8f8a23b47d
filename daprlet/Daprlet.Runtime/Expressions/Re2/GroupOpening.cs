namespace Daprlet.Expressions.Re2;

/// <summary>Reads what stands behind <c>(?</c>: a name, or flags.</summary>
internal static class GroupOpening
{
    /// <summary>Answers whether a group begins; otherwise the flags count from here on.</summary>
    /// <param name="start">Where the bracket stands.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static bool Read(PatternCursor cursor, int start, ref PatternFlags flags)
    {
        var at = cursor.At;
        if ((cursor.Accept("P<") || cursor.Accept("<")) && cursor.Current != PatternCursor.End)
        {
            ReadName(cursor, start);
            return true;
        }
        cursor.At = at;
        return ReadFlags(cursor, start, ref flags);
    }

    /// <summary>Two groups may have one name, since nothing asks for either.</summary>
    private static void ReadName(PatternCursor cursor, int start)
    {
        var name = cursor.ReadThrough(">");
        if (name is null)
            cursor.ReadToEnd();
        if (string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw cursor.Problem("invalid named capture", start);
    }

    private static bool ReadFlags(PatternCursor cursor, int start, ref PatternFlags flags)
    {
        var (isOn, isComplete) = (true, true);
        while (true)
        {
            switch (cursor.Read())
            {
                case 'i':
                    (flags, isComplete) = (flags with { IgnoreCase = isOn }, true);
                    break;
                case 'm':
                    (flags, isComplete) = (flags with { MultiLine = isOn }, true);
                    break;
                case 's':
                    (flags, isComplete) = (flags with { DotAll = isOn }, true);
                    break;
                case 'U':
                    isComplete = true;
                    break;
                case '-' when isOn:
                    (isOn, isComplete) = (false, false);
                    break;
                case ':' when isComplete:
                    return true;
                case ')' when isComplete:
                    return false;
                default:
                    throw cursor.Problem("invalid or unsupported Perl syntax", start);
            }
        }
    }
}
