using Daprlet.Components.Sqlite;

namespace Daprlet.Components.PubSub.Sqlite;

/// <summary>A message that a consumer holds.</summary>
/// <param name="Deliveries">How often it has been given out, this time included.</param>
internal sealed record HeldMessage(long Id, int Deliveries, string? Metadata, byte[] Data);

/// <summary>Who holds a message: a consumer of a group.</summary>
/// <param name="Group">The group's number.</param>
/// <param name="Consumer">Unlike any other, ever.</param>
internal readonly record struct Holder(long Group, string Consumer);

/// <summary>
/// The tables of <c>pubsub.sqlite</c>. A message is stored once; for each consumer group of its topic there is a row that says when it is due.
/// While a consumer holds a message, the row is due when the lease ends, so that a consumer that dies leaves nothing behind.
/// A group's row goes when the message is done with, the message with its last row. Each method is to be called inside a transaction; times
/// are milliseconds since 1970.
/// </summary>
internal static class MessageStore
{
    private const string InsertMessage = "INSERT INTO pubsub_messages (topic, published, metadata, data) VALUES (?1, ?2, ?3, ?4)";
    private const string InsertDeliveries = "INSERT INTO pubsub_deliveries (message, consumers, due) SELECT last_insert_rowid(), id, ?2 FROM pubsub_groups WHERE topic = ?1";
    private const string SelectDue = "SELECT d.message, d.deliveries + 1, m.metadata, m.data FROM pubsub_deliveries d JOIN pubsub_messages m ON m.id = d.message WHERE d.consumers = ?1 AND d.due <= ?2 ORDER BY d.due, d.message LIMIT ?3";
    private const string UpdateHolder = "UPDATE pubsub_deliveries SET due = ?3, holder = ?4, deliveries = deliveries + 1 WHERE message = ?1 AND consumers = ?2";
    private const string DeleteDelivery = "DELETE FROM pubsub_deliveries WHERE message = ?1 AND consumers = ?2 AND holder = ?3";
    private const string DeleteMessage = "DELETE FROM pubsub_messages WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM pubsub_deliveries WHERE message = ?1)";

    public static void CreateTables(SqliteSession session)
    {
        session.Execute("CREATE TABLE IF NOT EXISTS pubsub_messages (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, published INTEGER NOT NULL, metadata TEXT, data BLOB NOT NULL)");
        session.Execute("CREATE TABLE IF NOT EXISTS pubsub_groups (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, name TEXT NOT NULL, seen INTEGER NOT NULL, UNIQUE (topic, name))");
        session.Execute("CREATE TABLE IF NOT EXISTS pubsub_deliveries (message INTEGER NOT NULL, consumers INTEGER NOT NULL, due INTEGER NOT NULL, deliveries INTEGER NOT NULL DEFAULT 0, holder TEXT, PRIMARY KEY (message, consumers)) WITHOUT ROWID");
        session.Execute("CREATE INDEX IF NOT EXISTS pubsub_deliveries_due ON pubsub_deliveries (consumers, due, message)");
    }

    /// <summary>Stores a message for every group of the topic.</summary>
    public static void Publish(SqliteSession session, string topic, string? metadata, byte[] data, long now)
    {
        session.Statement(InsertMessage).Bind(1, topic).Bind(2, now).BindOrNull(3, metadata).BindBlob(4, data).Execute();
        GiveLastToGroups(session, topic, now);
    }

    /// <summary>The number of a group. A new one starts with the messages that are still stored for the topic.</summary>
    public static long JoinGroup(SqliteSession session, string topic, string name, long now)
    {
        var isNew = session.Execute("INSERT OR IGNORE INTO pubsub_groups (topic, name, seen) VALUES ($1, $2, $3)", topic, name, now) > 0;
        var group = (long)session.Scalar("SELECT id FROM pubsub_groups WHERE topic = $1 AND name = $2", topic, name)!;
        if (isNew)
            session.Execute("INSERT INTO pubsub_deliveries (message, consumers, due) SELECT id, $1, published FROM pubsub_messages WHERE topic = $2", group, topic);
        else
            MarkSeen(session, group, now);
        return group;
    }

    /// <summary>Notes that a group has a consumer.</summary>
    public static void MarkSeen(SqliteSession session, long group, long now) => session.Execute("UPDATE pubsub_groups SET seen = $2 WHERE id = $1", group, now);

    /// <summary>Gives messages that are due to a consumer, the longest due first.</summary>
    public static List<HeldMessage> Claim(SqliteSession session, Holder holder, long now, long leaseEnd, int limit)
    {
        var claimed = session.Statement(SelectDue).Bind(1, holder.Group).Bind(2, now).Bind(3, limit).Read(Due);
        foreach (var message in claimed)
            session.Statement(UpdateHolder).Bind(1, message.Id).Bind(2, holder.Group).Bind(3, leaseEnd).Bind(4, holder.Consumer).Execute();
        return claimed;
    }

    /// <summary>When the group's next message is due, or null when it has none.</summary>
    public static long? NextDue(SqliteSession session, long group) => (long?)session.Scalar("SELECT due FROM pubsub_deliveries WHERE consumers = $1 ORDER BY due LIMIT 1", group);

    /// <summary>Prolongs a consumer's hold on a message; false when the consumer does not hold it any more.</summary>
    public static bool Renew(SqliteSession session, Holder holder, long message, long leaseEnd) =>
        session.Execute("UPDATE pubsub_deliveries SET due = $4 WHERE message = $1 AND consumers = $2 AND holder = $3", message, holder.Group, holder.Consumer, leaseEnd) > 0;

    /// <summary>The group is done with the message. Nothing happens when the consumer does not hold it any more.</summary>
    public static void Complete(SqliteSession session, Holder holder, long message)
    {
        if (session.Statement(DeleteDelivery).Bind(1, message).Bind(2, holder.Group).Bind(3, holder.Consumer).Execute() > 0)
            session.Statement(DeleteMessage).Bind(1, message).Execute();
    }

    /// <summary>The message is to be delivered again at a time.</summary>
    public static void Return(SqliteSession session, Holder holder, long message, long due) =>
        session.Execute("UPDATE pubsub_deliveries SET due = $4, holder = NULL WHERE message = $1 AND consumers = $2 AND holder = $3", message, holder.Group, holder.Consumer, due);

    /// <summary>The consumer holds nothing any more; what it held counts as not given out.</summary>
    public static void Release(SqliteSession session, Holder holder, long now) =>
        session.Execute("UPDATE pubsub_deliveries SET due = $3, holder = NULL, deliveries = deliveries - 1 WHERE consumers = $1 AND holder = $2", holder.Group, holder.Consumer, now);

    /// <summary>The group is done with the message, and the groups of another topic get it.</summary>
    public static void Move(SqliteSession session, Holder holder, long message, string topic, long now)
    {
        var isHeld = session.Execute(
            "INSERT INTO pubsub_messages (topic, published, metadata, data) SELECT $4, $5, m.metadata, m.data FROM pubsub_messages m JOIN pubsub_deliveries d ON d.message = m.id WHERE m.id = $1 AND d.consumers = $2 AND d.holder = $3",
            message, holder.Group, holder.Consumer, topic, now) > 0;
        if (!isHeld)
            return;
        GiveLastToGroups(session, topic, now);
        Complete(session, holder, message);
    }

    /// <summary>Removes groups that nobody has consumed for since a time, and the messages before it that no group waits for.</summary>
    public static void Clean(SqliteSession session, long before)
    {
        session.Execute("DELETE FROM pubsub_deliveries WHERE consumers IN (SELECT id FROM pubsub_groups WHERE seen < $1)", before);
        session.Execute("DELETE FROM pubsub_groups WHERE seen < $1", before);
        session.Execute("DELETE FROM pubsub_messages WHERE published < $1 AND NOT EXISTS (SELECT 1 FROM pubsub_deliveries WHERE message = id)", before);
    }

    private static void GiveLastToGroups(SqliteSession session, string topic, long now) =>
        session.Statement(InsertDeliveries).Bind(1, topic).Bind(2, now).Execute();

    private static List<HeldMessage> Due(SqliteStatement rows)
    {
        var messages = new List<HeldMessage>();
        while (rows.Step())
            messages.Add(new HeldMessage(rows.Number(0), (int)rows.Number(1), rows.IsNull(2) ? null : rows.Text(2), rows.Blob(3).ToArray()));
        return messages;
    }
}
