namespace DaprShop.CardSandbox;

/// <summary>What stands for cards here. Every other token, <c>tok_declined</c> among them, is declined.</summary>
internal static class TestTokens
{
    /// <summary>Approved.</summary>
    public const string Visa = "tok_visa";

    /// <summary>The first two requests with a key get 503 and do nothing; then it is approved.</summary>
    public const string Unavailable = "tok_unavailable";

    /// <summary>Approved, but the answer comes late: see <see cref="SandboxOptions.SlowAnswer"/>.</summary>
    public const string Slow = "tok_slow";

    public static bool IsApproved(string token) => token is Visa or Unavailable or Slow;
}
