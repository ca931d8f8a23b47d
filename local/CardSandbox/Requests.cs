using System.Globalization;

namespace DaprShop.CardSandbox;

/// <summary>Asks for money to be held on a card.</summary>
/// <param name="Amount">Above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Token">What the card stands behind; never stored, never logged.</param>
internal sealed record AuthoriseRequest(decimal Amount, string Currency, string Token)
{
    private const int MaxTokenLength = 200;

    public bool IsValid => new AmountRequest(Amount, Currency).IsValid && Token is { Length: >= 1 and <= MaxTokenLength };

    /// <summary>What makes it the same request.</summary>
    public string Content => $"{new AmountRequest(Amount, Currency).Content} {Token}";

    /// <summary>Keeps the token out of whatever prints this.</summary>
    public override string ToString() => nameof(AuthoriseRequest);
}

/// <summary>Asks for money to be taken or given back.</summary>
/// <param name="Amount">Above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
internal sealed record AmountRequest(decimal Amount, string Currency)
{
    private const decimal MaxAmount = 1_000_000_000_000m;

    public bool IsValid =>
        Amount is > 0 and <= MaxAmount && decimal.Round(Amount, 2) == Amount
        && Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper);

    /// <summary>What makes it the same request.</summary>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.00} {Currency}");
}
