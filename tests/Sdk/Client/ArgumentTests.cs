using Dapr.Client;

namespace DaprShop.Tests.Sdk.Client;

/// <summary>Wrong arguments are the caller's mistake: they never reach the sidecar and are no DaprException.</summary>
public sealed class ArgumentTests
{
    public static TheoryData<string, Func<DaprClient, Task>> Empty => new()
    {
        { "storeName", client => client.GetStateAsync<int>("", "k") },
        { "key", client => client.GetStateAsync<int>("s", "") },
        { "storeName", client => client.GetStateAndETagAsync<int>("", "k") },
        { "key", client => client.GetStateEntryAsync<int>("s", "") },
        { "storeName", client => client.SaveStateAsync("", "k", 1) },
        { "key", client => client.SaveStateAsync("s", "", 1) },
        { "key", client => client.TrySaveStateAsync("s", "", 1, "e") },
        { "storeName", client => client.DeleteStateAsync("", "k") },
        { "key", client => client.DeleteStateAsync("s", "") },
        { "key", client => client.TryDeleteStateAsync("s", "", "e") },
        { "storeName", client => client.GetBulkStateAsync("", ["k"], null) },
        { "storeName", client => client.SaveBulkStateAsync("", [new SaveStateItem<int>("k", 1, "e")]) },
        { "storeName", client => client.ExecuteStateTransactionAsync("", [new StateTransactionRequest("k", null, StateOperationType.Delete)]) },
        { "pubsubName", client => client.PublishEventAsync("", "t", 1) },
        { "topicName", client => client.PublishEventAsync("p", "", 1) },
        { "pubsubName", client => client.PublishEventAsync("", "t") },
        { "topicName", client => client.PublishByteEventAsync("p", "", new byte[1]) },
        { "topicName", client => client.BulkPublishEventAsync("p", "", [1]) },
        { "bindingName", client => client.InvokeBindingAsync("", "create", 1) },
        { "operation", client => client.InvokeBindingAsync<int, int>("b", "", 1) },
        { "storeName", client => client.GetSecretAsync("", "k") },
        { "key", client => client.GetSecretAsync("s", "") },
        { "attributeName", client => client.SetMetadataAsync("", "v") },
    };

    public static TheoryData<string, Func<DaprClient, Task>> Null => new()
    {
        { "etag", client => client.TrySaveStateAsync("s", "k", 1, null!) },
        { "etag", client => client.TryDeleteStateAsync("s", "k", null!) },
        { "operations", client => client.ExecuteStateTransactionAsync("s", null!) },
        { "data", client => client.PublishEventAsync<string>("p", "t", null!) },
        { "metadata", client => client.PublishEventAsync("p", "t", 1, null!) },
        { "metadata", client => client.PublishEventAsync("p", "t", (Dictionary<string, string>)null!) },
        { "events", client => client.BulkPublishEventAsync<int>("p", "t", null!) },
        { "storeName", client => client.GetStateAsync<int>(null!, "k") },
        { "key", client => client.GetStateAsync<int>("s", null!) },
    };

    public static TheoryData<string, Func<DaprClient, Task>> NoElements => new()
    {
        { "keys do not contain any elements", client => client.GetBulkStateAsync("s", [], null) },
        { "keys do not contain any elements", client => client.GetBulkStateAsync<int>("s", [], null) },
        { "items do not contain any elements", client => client.SaveBulkStateAsync<int>("s", []) },
        { "operations does not contain any elements", client => client.ExecuteStateTransactionAsync("s", []) },
    };

    [Theory]
    [MemberData(nameof(Empty), DisableDiscoveryEnumeration = true)]
    public async Task A_name_must_not_be_empty(string parameter, Func<DaprClient, Task> call) =>
        Assert.Equal(parameter, (await FailAsync<ArgumentException>(call)).ParamName);

    [Theory]
    [MemberData(nameof(Null), DisableDiscoveryEnumeration = true)]
    public async Task A_required_argument_must_not_be_null(string parameter, Func<DaprClient, Task> call) =>
        Assert.Equal(parameter, (await FailAsync<ArgumentNullException>(call)).ParamName);

    [Theory]
    [MemberData(nameof(NoElements), DisableDiscoveryEnumeration = true)]
    public async Task A_list_must_not_be_empty(string message, Func<DaprClient, Task> call) =>
        Assert.Equal(message, (await FailAsync<ArgumentException>(call)).Message);

    private static async Task<TException> FailAsync<TException>(Func<DaprClient, Task> call)
        where TException : Exception
    {
        using var client = new DaprClientBuilder().UseHttpEndpoint("http://127.0.0.1:1").Build();
        return await Assert.ThrowsAsync<TException>(() => call(client));
    }
}
