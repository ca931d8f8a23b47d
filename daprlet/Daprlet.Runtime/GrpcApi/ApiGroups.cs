using System.Collections.Frozen;

namespace Daprlet.GrpcApi;

/// <summary>The methods of Dapr's service, group by group (Dapr, API allow lists).</summary>
internal static class ApiGroups
{
    public static readonly IReadOnlyList<ApiGroup> All =
    [
        new("invoke", "v1", "InvokeService"),
        new("state", "v1", "GetState", "GetBulkState", "SaveState", "DeleteState", "DeleteBulkState", "ExecuteStateTransaction"),
        new("state", "v1alpha1", "QueryStateAlpha1"),
        new("publish", "v1", "PublishEvent", "BulkPublishEvent"),
        new("publish", "v1alpha1", "BulkPublishEventAlpha1"),
        new("subscribe", "v1alpha1", "SubscribeTopicEventsAlpha1"),
        new("bindings", "v1", "InvokeBinding"),
        new("secrets", "v1", "GetSecret", "GetBulkSecret"),
        new("actors", "v1", "InvokeActor", "GetActorState", "ExecuteActorStateTransaction", "RegisterActorTimer", "UnregisterActorTimer", "GetActorTimer",
            "ListActorTimers", "RegisterActorReminder", "UnregisterActorReminder", "UnregisterActorRemindersByType", "GetActorReminder", "ListActorReminders"),
        new("actors", "v1alpha1", "SubscribeActorEventsAlpha1"),
        new("metadata", "v1", "GetMetadata", "SetMetadata"),
        new("configuration", "v1", "GetConfiguration", "SubscribeConfiguration", "UnsubscribeConfiguration"),
        new("configuration", "v1alpha1", "GetConfigurationAlpha1", "SubscribeConfigurationAlpha1", "UnsubscribeConfigurationAlpha1"),
        new("lock", "v1alpha1", "TryLockAlpha1"),
        new("unlock", "v1alpha1", "UnlockAlpha1"),
        new("shutdown", "v1", "Shutdown"),
        new("crypto", "v1alpha1", "EncryptAlpha1", "DecryptAlpha1"),
        new("subtlecrypto", "v1alpha1", "SubtleGetKeyAlpha1", "SubtleEncryptAlpha1", "SubtleDecryptAlpha1", "SubtleWrapKeyAlpha1", "SubtleUnwrapKeyAlpha1",
            "SubtleSignAlpha1", "SubtleVerifyAlpha1"),
        new("workflows", "v1alpha1", "StartWorkflowAlpha1", "GetWorkflowAlpha1", "PurgeWorkflowAlpha1", "TerminateWorkflowAlpha1", "PauseWorkflowAlpha1",
            "ResumeWorkflowAlpha1", "RaiseEventWorkflowAlpha1"),
        new("workflows", "v1beta1", "StartWorkflowBeta1", "GetWorkflowBeta1", "PurgeWorkflowBeta1", "TerminateWorkflowBeta1", "PauseWorkflowBeta1",
            "ResumeWorkflowBeta1", "RaiseEventWorkflowBeta1"),
        new("jobs", "v1", "ScheduleJob", "GetJob", "DeleteJob", "DeleteJobsByPrefix", "ListJobs"),
        new("jobs", "v1alpha1", "ScheduleJobAlpha1", "GetJobAlpha1", "DeleteJobAlpha1", "DeleteJobsByPrefixAlpha1", "ListJobsAlpha1"),
        new("conversation", "v1alpha1", "ConverseAlpha1"),
        new("conversation", "v1alpha2", "ConverseAlpha2"),
        new("binarystore", "v1alpha1", "SetBinaryFileAlpha1", "GetBinaryFileAlpha1", "DeleteBinaryFileAlpha1"),
        new("vector", "v1alpha1", "CreateCollectionAlpha1", "GetCollectionAlpha1", "ListCollectionsAlpha1", "DeleteCollectionAlpha1", "UpsertVectorsAlpha1",
            "GetVectorsAlpha1", "DeleteVectorsAlpha1", "QueryVectorsAlpha1", "BatchQueryVectorsAlpha1"),
        new("search", "v1alpha1", "CreateIndexAlpha1", "GetIndexAlpha1", "ListIndexesAlpha1", "DeleteIndexAlpha1", "IndexDocumentsAlpha1", "GetDocumentsAlpha1",
            "DeleteDocumentsAlpha1", "SearchAlpha1"),
    ];

    /// <summary>The building blocks that daprlet does not have, by the names of their groups. Dapr's blocks for cryptography of whole messages and conversation
    /// answer by themselves where no component is configured.</summary>
    private static readonly Dictionary<string, string> MissingBlocks = new()
    {
        ["subtlecrypto"] = "cryptography",
        ["workflows"] = "workflow",
        ["jobs"] = "jobs",
        ["binarystore"] = "binary store",
        ["vector"] = "vector store",
        ["search"] = "search",
    };

    private static readonly FrozenDictionary<string, ApiGroup> ByMethod =
        All.SelectMany(group => group.Methods.Select(method => KeyValuePair.Create(method, group))).ToFrozenDictionary();

    /// <summary>Whether Dapr's service has a method of that name.</summary>
    public static bool Has(string method) => ByMethod.ContainsKey(method);

    /// <summary>The building block of a method that daprlet does not have; null for the others.</summary>
    public static string? MissingBlockOf(string method) => ByMethod.TryGetValue(method, out var group) ? MissingBlocks.GetValueOrDefault(group.Name) : null;
}
