using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Tests.Contracts;

/// <summary>
/// What is published for consumers in other languages says what the records say. After a change of a record, write the files
/// anew with <c>WRITE_CONTRACTS=1 dotnet test tests/Contracts</c> and look at the difference: within a major version it may only add.
/// </summary>
public sealed class PublishedContractTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Guid OrderId = new("0198c0de-0000-7000-8000-000000000001");

    private static readonly Dictionary<string, Type> Records = OrderEvents.Types.Concat(UserEvents.Types).ToDictionary();

    public static TheoryData<string> Types => [.. Records.Keys];

    [Fact]
    public void The_schemas_say_what_the_records_say()
    {
        foreach (var (file, schema) in EventSchemas.All()) AssertPublished(Path.Combine("schemas", file), schema);
        Assert.Equal(EventSchemas.All().Keys.Order(), Directory.GetFiles(Path.Combine(Folder, "schemas")).Select(file => Path.GetFileName(file)).Order());
    }

    [Fact]
    public void The_AsyncAPI_document_says_what_is_published_where() => AssertPublished(AsyncApi.FileName, AsyncApi.Document());

    [Fact]
    public void Every_event_has_a_type_and_every_type_a_major_version()
    {
        var records = typeof(OrderLifeEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OrderLifeEvent)));
        Assert.Equal(records.OrderBy(record => record.Name), OrderEvents.Types.Values.OrderBy(record => record.Name));
        Assert.All(OrderEvents.Types.Keys, type => Assert.Matches(@"^shop\.order\.[a-z-]+\.v[1-9]\d*$", type));
        Assert.All(UserEvents.Types.Keys, type => Assert.Matches(@"^shop\.user\.[a-z-]+\.v[1-9]\d*$", type));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_event_is_written_with_the_fields_of_its_schema_and_can_be_read_back(string type)
    {
        var happened = Example(Records[type]);
        var schema = EventSchemas.All()[EventSchemas.FileName(type)];

        var json = JsonSerializer.SerializeToNode(happened, happened.GetType(), ShopJson.State)!.AsObject();

        Assert.Empty(json.Select(field => field.Key).Except(schema["properties"]!.AsObject().Select(field => field.Key)));
        Assert.Empty(schema["required"]!.AsArray().Select(name => (string)name!).Except(json.Select(field => field.Key)));
        Assert.Equal(json.ToJsonString(), JsonSerializer.SerializeToNode(json.Deserialize(happened.GetType(), ShopJson.Events), happened.GetType(), ShopJson.State)!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_field_that_is_not_known_is_passed_over_and_one_that_is_missing_is_not(string type)
    {
        var record = Records[type];
        var json = JsonSerializer.SerializeToNode(Example(record), record, ShopJson.State)!.AsObject();
        json["weather"] = "fine";
        Assert.NotNull(json.Deserialize(record, ShopJson.Events));

        json.Remove("userId");
        Assert.Throws<JsonException>(() => json.Deserialize(record, ShopJson.Events));
    }

    [Fact]
    public void An_event_that_is_published_again_has_the_same_id_and_no_other_has_it()
    {
        var events = OrderEvents.Types.Values.SelectMany(record => new[] { (OrderLifeEvent)Example(record, number: 1), (OrderLifeEvent)Example(record, number: 2) }).ToList();
        Assert.Equal(events.Count, events.Select(happened => happened.Envelope().Id).Distinct().Count());
        Assert.Equal($"{OrderId}.shop.order.completed.v1.7", new OrderCompleted(OrderId, OrderId, 7, DateTimeOffset.UnixEpoch).Envelope().Id);
        Assert.All(events, happened => Assert.Equal((OrderEvents.Topic, $"{OrderId}"), (happened.Envelope().Topic, happened.Envelope().Subject)));
    }

    private static string Folder => Path.Combine(FindRoot(), "services", "Contracts");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DaprShop.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private static void AssertPublished(string file, JsonObject expected)
    {
        var (path, text) = (Path.Combine(Folder, file), expected.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n");
        if (Environment.GetEnvironmentVariable("WRITE_CONTRACTS") == "1") File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    private static object Example(Type record, int number = 1)
    {
        object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
        {
            var type when type == typeof(Guid) => OrderId,
            var type when type == typeof(int) => number,
            var type when type == typeof(decimal) => 12.5m,
            var type when type == typeof(string) => "EUR",
            var type when type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?) => DateTimeOffset.UnixEpoch,
            var type when type == typeof(CancellationReason) => CancellationReason.PaymentOverdue,
            var type when type == typeof(IReadOnlyList<Guid>) => (Guid[])[OrderId],
            var type when type == typeof(IReadOnlyList<OrderedItem>) => (OrderedItem[])[new OrderedItem(OrderId, "Teapot", 12.5m, 1)],
            var other => throw new InvalidOperationException($"{record.Name} has a {other.Name}; say here what that may look like"),
        };
        var constructor = record.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(Argument)]);
    }
}
