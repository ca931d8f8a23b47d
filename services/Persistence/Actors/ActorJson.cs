using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dapr.Actors;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Persistence.Actors;

/// <summary>
/// The JSON of actors' messages and state. The SDK makes new options for each proxy, and the serializer would learn all that is in the
/// messages anew for each of them, which takes longer than the call; so whatever the SDK has not made up itself is left to options that stay.
/// </summary>
internal sealed class ActorJson : JsonConverterFactory
{
    // As the SDK does for its own, which have their parameters as fields.
    private static readonly JsonSerializerOptions Lasting = new(ShopJson.State) { IncludeFields = true };

    private readonly ConcurrentDictionary<Type, JsonConverter> _converters = new();

    private ActorJson()
    {
    }

    /// <summary>As <see cref="ShopJson.State"/>.</summary>
    // A converter answers for the types derived from its own too.
    public static JsonSerializerOptions Options { get; } = new(ShopJson.State)
    {
        Converters = { new ActorJson() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { type => type.PolymorphismOptions = null } },
    };

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert != typeof(object) && !typeToConvert.Assembly.IsDynamic && typeToConvert.Assembly != typeof(IActor).Assembly;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => _converters.GetOrAdd(
        typeToConvert, static type => (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(type))!);

    private sealed class Converter<T> : JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<T>(ref reader, Lasting);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, Lasting);
    }
}
