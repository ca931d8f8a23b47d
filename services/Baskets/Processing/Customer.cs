namespace DaprShop.Baskets.Processing;

/// <summary>Whose basket it is, and in whose name Orders is asked.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="AccessToken">The token of the request, which has been verified.</param>
internal sealed record Customer(Guid UserId, string AccessToken)
{
    /// <summary>Keeps the token out of whatever prints this.</summary>
    public override string ToString() => $"{nameof(Customer)} {{ {UserId} }}";
}
