using DaprShop.Contracts;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>A shipping address as a caller writes it; each line 1 to 200 characters.</summary>
public sealed record AddressBody(string? Name, string? Street, string? City, string? PostalCode, string? Country)
{
    /// <summary>The longest line, in characters.</summary>
    public const int MaxLineLength = 200;

    /// <summary>Judges an address, the absence of one included.</summary>
    /// <param name="address">The address.</param>
    /// <param name="field">The address's name in the request.</param>
    /// <param name="validation">Where errors are noted.</param>
    /// <returns>The address; to be used only if <paramref name="validation"/> found nothing.</returns>
    public static ShippingAddress Validate(AddressBody? address, string field, Validation validation)
    {
        string Line(string? text, string name)
        {
            validation.RequireLine(text, $"{field}.{name}", MaxLineLength);
            return text ?? "";
        }

        return new ShippingAddress(
            Line(address?.Name, "name"), Line(address?.Street, "street"), Line(address?.City, "city"),
            Line(address?.PostalCode, "postalCode"), Line(address?.Country, "country"));
    }
}
