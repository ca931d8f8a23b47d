using Daprlet.Components.Sqlite;

namespace Daprlet.Scheduling;

/// <summary>
/// The table of reminders, read and written in whatever transaction the caller has opened. A row is ready when its next attempt is due; while
/// a sidecar has claimed it, when the claim ends, so that a sidecar that dies leaves nothing behind. Moments are ticks of 100 ns since the
/// year 1, in UTC.
/// </summary>
internal static class ReminderTable
{
    private const int PageRows = 256;

    public static void CreateTables(SqliteSession session)
    {
        session.Execute(ReminderSql.Create);
        session.Execute(ReminderSql.CreateIndex);
    }

    /// <summary>Stores a reminder in the place of the one of its name, if there is one.</summary>
    /// <returns>False when there is one and it must stay.</returns>
    public static bool Register(SqliteSession session, Reminder reminder, bool overwrite)
    {
        if (!overwrite && Has(session, reminder.Key))
            return false;
        Delete(session, reminder.Key);
        if (ReminderProgress.Begin(reminder.Times) is { } begin)
            Add(session, reminder, begin);
        return true;
    }

    /// <summary>What was registered; null when it is not there, or has come to its end.</summary>
    public static Reminder? Get(SqliteSession session, ReminderKey key)
    {
        Reminder? ReadOne(SqliteStatement row) => row.Step() ? Read(row, key) : null;
        return Bind(session.Statement(ReminderSql.Select), key).Read(ReadOne);
    }

    /// <summary>What was registered for the actors of a type, or for one of them, and has not come to its end, in the order of ids and names.</summary>
    /// <param name="actorId">Null for all actors.</param>
    public static IReadOnlyList<Reminder> List(SqliteSession session, string @namespace, string actorType, string? actorId)
    {
        List<Reminder> ReadAll(SqliteStatement row)
        {
            var reminders = new List<Reminder>();
            while (row.Step())
                reminders.Add(Read(row, new ReminderKey(@namespace, actorType, row.Text(5), row.Text(6))));
            return reminders;
        }
        return OfActors(session.Statement(ReminderSql.SelectAll), @namespace, actorType, actorId).Read(ReadAll);
    }

    /// <summary>Deletes the reminders of the actors of a type, or of one of them.</summary>
    /// <param name="actorId">Null for all actors.</param>
    public static int DeleteAll(SqliteSession session, string @namespace, string actorType, string? actorId) =>
        OfActors(session.Statement(ReminderSql.RemoveAll), @namespace, actorType, actorId).Execute();

    public static bool Delete(SqliteSession session, ReminderKey key) => Bind(session.Statement(ReminderSql.Remove), key).Execute() > 0;

    /// <summary>Gives reminders that are due to one sidecar, those that have waited longest first.</summary>
    /// <param name="isWanted">Which of them; asked inside the transaction, so it must be quick and change nothing.</param>
    /// <param name="until">When the claim ends unless it is renewed.</param>
    public static List<ClaimedReminder> Claim(SqliteSession session, string @namespace, string actorType, Func<ReminderKey, long, bool> isWanted, DateTimeOffset now, DateTimeOffset until, int limit)
    {
        var claimed = new List<ClaimedReminder>();
        if (limit <= 0)
            return claimed;
        var page = new List<Candidate>(PageRows);
        var last = new Candidate(0, long.MinValue, default);
        do
        {
            ReadPage(session, @namespace, actorType, now, last, page);
            foreach (var candidate in page)
            {
                if (claimed.Count < limit && isWanted(candidate.Key, candidate.Registration))
                    claimed.Add(Take(session, candidate, until));
                last = candidate;
            }
        }
        while (page.Count == PageRows && claimed.Count < limit);
        return claimed;
    }

    /// <summary>When the next reminder of a type is ready after a moment; null when there is none.</summary>
    public static DateTimeOffset? Next(SqliteSession session, string @namespace, string actorType, DateTimeOffset after) =>
        session.Statement(ReminderSql.NextReady).Bind(1, @namespace).Bind(2, actorType).Bind(3, after.UtcTicks).Read(row => row.Step() ? Moment(row, 0) : null);

    /// <summary>Says until when a claim lasts. Nothing happens when it has ended.</summary>
    public static void Renew(SqliteSession session, ClaimedReminder claim, DateTimeOffset until) => Held(session, ReminderSql.Hold, claim).Bind(3, until.UtcTicks).Execute();

    /// <summary>Ends a claim with what has become of the reminder: null when it is done with. Nothing happens when the claim has ended or somebody has registered or deleted the reminder since.</summary>
    public static void Complete(SqliteSession session, ClaimedReminder claim, ReminderProgress? progress)
    {
        if (progress is not { } next)
        {
            Held(session, ReminderSql.Finish, claim).Execute();
            return;
        }
        var statement = Held(session, ReminderSql.Move, claim).Bind(3, next.Time.UtcTicks).Bind(4, next.Attempt.UtcTicks).Bind(5, next.Failures);
        Bind(statement, 6, next.Left).Execute();
    }

    private static Reminder Read(SqliteStatement row, ReminderKey key) => new()
    {
        Key = key,
        Data = Bytes(row, 0),
        DueTime = row.Text(1),
        Ttl = row.Text(2),
        Times = new ReminderTimes(null, Span(row, 3), null, Moment(row, 4)),
    };

    private static bool Has(SqliteSession session, ReminderKey key) => Bind(session.Statement(ReminderSql.Exists), key).Read(row => row.Step());

    private static void Add(SqliteSession session, Reminder reminder, ReminderProgress begin)
    {
        var (times, policy) = (reminder.Times, reminder.FailurePolicy);
        var statement = Bind(session.Statement(ReminderSql.Insert), reminder.Key).Bind(6, reminder.DueTime).Bind(7, reminder.Ttl);
        if (reminder.Data is { } data)
            statement.Bind(5, data.Span);
        Bind(statement, 8, times.Period?.Ticks);
        Bind(statement, 9, times.Expires?.UtcTicks);
        statement.Bind(10, policy.Interval.Ticks);
        Bind(statement, 11, policy.MaxRetries);
        statement.Bind(12, begin.Time.UtcTicks).Bind(13, begin.Attempt.UtcTicks).Bind(14, begin.Failures);
        Bind(statement, 15, begin.Left).Execute();
    }

    private static void ReadPage(SqliteSession session, string @namespace, string actorType, DateTimeOffset now, Candidate last, List<Candidate> page)
    {
        page.Clear();
        var statement = session.Statement(ReminderSql.Ready).Bind(1, @namespace).Bind(2, actorType).Bind(3, now.UtcTicks).Bind(4, last.Ready).Bind(5, last.Registration).Bind(6, PageRows);
        statement.Read(row =>
        {
            while (row.Step())
                page.Add(new Candidate(row.Number(0), row.Number(1), new ReminderKey(@namespace, actorType, row.Text(2), row.Text(3))));
            return page;
        });
    }

    private static ClaimedReminder Take(SqliteSession session, Candidate candidate, DateTimeOffset until)
    {
        ClaimedReminder Read(SqliteStatement row)
        {
            row.Step();
            return new ClaimedReminder(
                candidate.Registration,
                row.Number(0),
                candidate.Key,
                Bytes(row, 1),
                new ReminderTimes(null, Span(row, 2), null, Moment(row, 3)),
                new FailurePolicy(TimeSpan.FromTicks(row.Number(4)), Number(row, 5)),
                new ReminderProgress(Moment(row, 6)!.Value, Moment(row, 7)!.Value, (int)row.Number(8), (int?)Number(row, 9)));
        }
        return session.Statement(ReminderSql.TakeOne).Bind(1, candidate.Registration).Bind(2, until.UtcTicks).Read(Read);
    }

    private static SqliteStatement Held(SqliteSession session, string sql, ClaimedReminder claim) => session.Statement(sql).Bind(1, claim.Registration).Bind(2, claim.Version);

    private static SqliteStatement Bind(SqliteStatement statement, ReminderKey key) =>
        statement.Bind(1, key.Namespace).Bind(2, key.ActorType).Bind(3, key.ActorId).Bind(4, key.Name);

    private static SqliteStatement OfActors(SqliteStatement statement, string @namespace, string actorType, string? actorId) =>
        statement.Bind(1, @namespace).Bind(2, actorType).BindOrNull(3, actorId);

    private static SqliteStatement Bind(SqliteStatement statement, int parameter, long? number) => number is { } value ? statement.Bind(parameter, value) : statement;

    private static long? Number(SqliteStatement row, int column) => row.IsNull(column) ? null : row.Number(column);

    private static TimeSpan? Span(SqliteStatement row, int column) => Number(row, column) is { } ticks ? TimeSpan.FromTicks(ticks) : null;

    private static DateTimeOffset? Moment(SqliteStatement row, int column) => Number(row, column) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private static ReadOnlyMemory<byte>? Bytes(SqliteStatement row, int column) => row.IsNull(column) ? (ReadOnlyMemory<byte>?)null : row.Utf8(column).ToArray();

    private readonly record struct Candidate(long Registration, long Ready, ReminderKey Key);
}
