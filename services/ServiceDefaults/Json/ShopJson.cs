using System.Text.Json;
using System.Text.Json.Serialization;
using DaprShop.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.ServiceDefaults.Json;

/// <summary>JSON as the shop speaks it: camelCase, enums by name, money with at most two decimals.</summary>
public static class ShopJson
{
    /// <summary>For state, calls between services and events that are published: an unknown field is a newer version's, and passed over.</summary>
    public static JsonSerializerOptions State { get; } = Create();

    /// <summary>For the data of events that are received: the same, but what the contract says must be there must be there.</summary>
    public static JsonSerializerOptions Events { get; } = Create(options =>
    {
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = RequestLimits.MaxJsonDepth;
    });

    /// <summary>
    /// For the bodies of requests: an unknown or repeated field is a mistake that the caller should hear of. A type that a
    /// newer sender may extend, such as an event, says so with <c>[JsonUnmappedMemberHandling(Skip)]</c>.
    /// </summary>
    internal static void AddShopJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options =>
        {
            Configure(options.SerializerOptions);
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.MaxDepth = RequestLimits.MaxJsonDepth;
        });

    private static JsonSerializerOptions Create(Action<JsonSerializerOptions>? configure = null)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        configure?.Invoke(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static void Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
        options.Converters.Add(new MoneyConverter());
    }
}
