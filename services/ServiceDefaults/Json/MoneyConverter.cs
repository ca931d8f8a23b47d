using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaprShop.ServiceDefaults.Json;

/// <summary>Every <see cref="decimal"/> of the shop is money: a JSON number with at most two decimals, never rounded in silence.</summary>
public sealed class MoneyConverter : JsonConverter<decimal>
{
    /// <inheritdoc />
    /// <exception cref="InvalidFieldException">Not a number, out of range, or of more than two decimals.</exception>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var amount))
            throw new InvalidFieldException("Must be a number within range.");
        if (decimal.Round(amount, 2) != amount)
            throw new InvalidFieldException("Must have at most two decimals.");
        return amount;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(decimal.Round(value, 2, MidpointRounding.AwayFromZero));
}
