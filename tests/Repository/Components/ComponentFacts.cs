namespace DaprShop.Tests.Repository.Components;

/// <summary>The metadata that component types know, as far as the shop's components use them (Dapr components-contrib 1.18, metadata.yaml of each).</summary>
internal static class ComponentFacts
{
    /// <summary>By type and version: the names that must be there, and those that may be.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Required, string[] Optional)> Types = new Dictionary<string, (string[], string[])>
    {
        ["state.redis/v1"] = (["redisHost"], ["redisUsername", "redisPassword", "enableTLS", "redisDB", "redisType", "actorStateStore", "keyPrefix"]),
        ["pubsub.redis/v1"] = (["redisHost"], ["redisUsername", "redisPassword", "enableTLS", "redisDB", "redisType", "consumerID", "processingTimeout", "redeliverInterval", "streamTTL", "maxLenApprox", "concurrency", "queueDepth"]),
        ["state.sqlite/v1"] = (["connectionString"], ["timeout", "busyTimeout", "disableWAL", "tableName", "metadataTableName", "cleanupInterval", "actorStateStore", "keyPrefix"]),
        ["bindings.http/v1"] = (["url"], ["responseTimeout", "maxResponseBodySize", "securityToken", "securityTokenHeader", "errorIfNot2XX"]),
        ["bindings.localstorage/v1"] = (["rootPath"], []),
        ["secretstores.local.file/v1"] = (["secretsFile"], ["nestedSeparator", "multiValued"]),
    };

    /// <summary>Types that daprlet alone has; genuine daprd never sees the set that uses them.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Required, string[] Optional)> Daprlet = new Dictionary<string, (string[], string[])>
    {
        ["pubsub.sqlite/v1"] = (["connectionString"], []),
    };
}
