namespace DaprShop.Gateway;

/// <summary>
/// How much one client may ask; section <c>RateLimits</c> of the configuration. A client is an address, and behind one address
/// may be a whole office, so the defaults only stop floods; guessing one account's password is limited where accounts are.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests that may come at once.</summary>
    public int Burst { get; init; } = 5000;

    /// <summary>Requests a second, on and on.</summary>
    public int PerSecond { get; init; } = 2000;

    /// <summary>Registrations and logins that may come at once.</summary>
    public int CredentialsBurst { get; init; } = 1000;

    /// <summary>Registrations and logins a minute, on and on.</summary>
    public int CredentialsPerMinute { get; init; } = 600;

    /// <summary>Requests for OpenAPI documents and files of Swagger UI that may come at once; they do not count as others.</summary>
    public int DocumentsBurst { get; init; } = 1000;

    /// <summary>Requests for OpenAPI documents and files of Swagger UI a second, on and on.</summary>
    public int DocumentsPerSecond { get; init; } = 100;

    /// <summary>Requests of all people who are not logged in that one service works at, at the same time. Others wait.</summary>
    public int AnonymousAtOnce { get; init; } = 32;

    /// <summary>Requests of people who are not logged in that wait for one service.</summary>
    public int AnonymousWaiting { get; init; } = 500;

    /// <summary>Of both together, the requests that come from one client.</summary>
    public int AnonymousPerClient { get; init; } = 200;
}
