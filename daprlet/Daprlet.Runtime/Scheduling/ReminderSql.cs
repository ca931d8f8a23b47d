namespace Daprlet.Scheduling;

/// <summary>What <see cref="ReminderTable"/> says to SQLite.</summary>
internal static class ReminderSql
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS daprlet_reminders (
            registration INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace TEXT NOT NULL, actor_type TEXT NOT NULL, actor_id TEXT NOT NULL, name TEXT NOT NULL,
            data TEXT, due_time TEXT NOT NULL, ttl TEXT NOT NULL, period INTEGER, expires INTEGER, retry_interval INTEGER NOT NULL, max_retries INTEGER,
            time INTEGER NOT NULL, attempt INTEGER NOT NULL, failures INTEGER NOT NULL, left INTEGER,
            ready INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 0,
            UNIQUE (namespace, actor_type, actor_id, name))
        """;

    public const string CreateIndex = "CREATE INDEX IF NOT EXISTS daprlet_reminders_ready ON daprlet_reminders (namespace, actor_type, ready, registration)";

    private const string ByKey = "namespace = ?1 AND actor_type = ?2 AND actor_id = ?3 AND name = ?4";

    public const string Exists = $"SELECT 1 FROM daprlet_reminders WHERE {ByKey}";

    public const string Select = $"SELECT data, due_time, ttl, period, expires FROM daprlet_reminders WHERE {ByKey}";

    private const string ByActors = "namespace = ?1 AND actor_type = ?2 AND (?3 IS NULL OR actor_id = ?3)";

    /// <summary>In the order of daprd's Scheduler: that of the keys.</summary>
    public const string SelectAll = $"SELECT data, due_time, ttl, period, expires, actor_id, name FROM daprlet_reminders WHERE {ByActors} ORDER BY actor_id || '||' || name";

    public const string RemoveAll = $"DELETE FROM daprlet_reminders WHERE {ByActors}";

    public const string Remove = $"DELETE FROM daprlet_reminders WHERE {ByKey}";

    public const string Insert = """
        INSERT INTO daprlet_reminders (namespace, actor_type, actor_id, name, data, due_time, ttl, period, expires, retry_interval, max_retries, time, attempt, failures, left, ready)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?13)
        """;

    public const string Ready = """
        SELECT registration, ready, actor_id, name FROM daprlet_reminders
        WHERE namespace = ?1 AND actor_type = ?2 AND ready <= ?3 AND (ready, registration) > (?4, ?5) ORDER BY ready, registration LIMIT ?6
        """;

    public const string TakeOne = """
        UPDATE daprlet_reminders SET ready = ?2, version = version + 1 WHERE registration = ?1
        RETURNING version, data, period, expires, retry_interval, max_retries, time, attempt, failures, left
        """;

    public const string NextReady = "SELECT MIN(ready) FROM daprlet_reminders WHERE namespace = ?1 AND actor_type = ?2 AND ready > ?3";

    private const string IfHeld = "WHERE registration = ?1 AND version = ?2";

    public const string Hold = $"UPDATE daprlet_reminders SET ready = ?3 {IfHeld}";

    public const string Move = $"UPDATE daprlet_reminders SET time = ?3, attempt = ?4, failures = ?5, left = ?6, ready = ?4, version = version + 1 {IfHeld}";

    public const string Finish = $"DELETE FROM daprlet_reminders {IfHeld}";
}
