using System.Text.Json;
using Daprlet.Expressions;

namespace DaprShop.Tests.Daprlet.Expressions;

/// <summary>Asks rules about an event.</summary>
internal static class Rule
{
    private const string Event = """
        {"type":"order.paid","time":"2026-01-01T12:30:00Z","paid":true,"late":false,
         "data":{"total":101.5,"count":3,"tags":["new","vip"],"address":{"country":"SI"},"none":null,"name":"Ana","package":"p"}}
        """;

    /// <summary>Whether a rule holds for the event.</summary>
    public static bool Holds(string rule, string cloudEvent = Event) => Holds(Condition.Compile(rule), cloudEvent);

    public static bool Holds(Condition condition, string cloudEvent = Event)
    {
        using var json = JsonDocument.Parse(cloudEvent);
        return condition.Holds(name => name == "event" ? json.RootElement : throw ExpressionException.NoSuchVariable(name));
    }

    /// <summary>Why a text is no rule.</summary>
    public static string Refusal(string text) => Assert.Throws<ExpressionException>(() => Condition.Compile(text)).Message;

    /// <summary>Why a rule, which is one, cannot be answered for the event.</summary>
    public static string Problem(string rule, string cloudEvent = Event)
    {
        var condition = Condition.Compile(rule);
        return Assert.Throws<ExpressionException>(() => Holds(condition, cloudEvent)).Message;
    }
}
