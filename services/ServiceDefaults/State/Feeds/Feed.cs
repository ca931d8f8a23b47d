using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DaprShop.ServiceDefaults.State.Feeds;

/// <summary>
/// A list that only grows, of items that are open until they are closed: the part that changes. The latest items stand here,
/// older ones in pages that never change again, so the value stays small however long the list is.
/// </summary>
/// <param name="Count">How many items there are; the next one gets this number.</param>
/// <param name="Recent">The latest items, ascending.</param>
/// <param name="Open">The numbers of the items that are open.</param>
[method: JsonConstructor]
public sealed record Feed<T>(int Count, ImmutableArray<FeedItem<T>> Recent, NumberSet Open) : CreateOnlyValue
{
    /// <summary>How many items a page has.</summary>
    public const int PageSize = 25;

    /// <summary>A feed without items.</summary>
    public Feed() : this(0, [], NumberSet.Empty)
    {
    }

    /// <summary>How many items stand in pages.</summary>
    public int Paged() => Count - Recent.Length;

    /// <summary>The feed with one more item, which is open.</summary>
    /// <param name="id">What the item is known again by.</param>
    /// <param name="value">What it says.</param>
    public Feed<T> Append(string id, T value) => this with
    {
        Count = Count + 1,
        Recent = Recent.Add(new FeedItem<T>(Count, id, value)),
        Open = Open.Append(Count),
    };

    /// <summary>The page that the oldest items here make up; null while there are too few.</summary>
    public FeedPage<T>? NextPage() => Recent.Length < 2 * PageSize ? null : new(Recent[..PageSize]);

    /// <summary>The feed once <see cref="NextPage"/> is stored.</summary>
    public Feed<T> WithoutNextPage() => this with { Recent = Recent[PageSize..] };
}

/// <summary>An item of a feed.</summary>
/// <param name="Number">Its place, from 0.</param>
/// <param name="Id">What it is known again by.</param>
/// <param name="Value">What it says; it never changes.</param>
public sealed record FeedItem<T>(int Number, string Id, T Value);

/// <summary>Items of a feed that lie next to each other.</summary>
public sealed record FeedPage<T>(ImmutableArray<FeedItem<T>> Items) : CreateOnlyValue;

/// <summary>Says that an item is in a feed, or is to be.</summary>
/// <param name="From">Its number, at least.</param>
/// <param name="Value">What it says.</param>
public sealed record FeedClaim<T>(int From, T Value) : CreateOnlyValue;
