using Daprlet.Components.Bindings;
using Daprlet.Components.Bindings.Http;
using Daprlet.Components.Bindings.LocalStorage;
using Daprlet.Components.Bindings.Smtp;
using Daprlet.Components.Configuration;
using Daprlet.Components.Configuration.Sqlite;
using Daprlet.Components.Locks;
using Daprlet.Components.PubSub;
using Daprlet.Components.PubSub.Sqlite;
using Daprlet.Components.Secrets;
using Daprlet.Components.State;
using Daprlet.Components.State.Sqlite;

namespace Daprlet.Components;

/// <summary>The component types that daprlet comes with.</summary>
public static class BuiltInComponents
{
    /// <summary>A fresh table, to which more types can be added.</summary>
    public static ComponentTypes Types() => new ComponentTypes()
        .Add("bindings.cron", () => new CronBinding())
        .Add("bindings.http", () => new HttpBinding())
        .Add("bindings.localstorage", () => new LocalStorageBinding())
        .Add("bindings.smtp", () => new SmtpBinding())
        .Add("configuration.in-memory", () => new InMemoryConfigurationStore())
        .Add("configuration.sqlite", () => new SqliteConfigurationStore())
        .Add("lock.in-memory", () => new InMemoryLockStore())
        .Add("lock.sqlite", () => new SqliteLockStore())
        .Add("pubsub.in-memory", () => new InMemoryPubSub())
        .Add("pubsub.sqlite", () => new SqlitePubSub())
        .Add("secretstores.local.env", () => new LocalEnvSecretStore())
        .Add("secretstores.local.file", () => new LocalFileSecretStore())
        .Add("state.in-memory", () => new InMemoryStateStore())
        .Add("state.sqlite", () => new SqliteStateStore())
        .Require("bindings.cron", "schedule")
        .Require("bindings.http", "url")
        .Require("bindings.localstorage", "rootPath")
        .Require("bindings.smtp", "host", "port")
        .Require("configuration.sqlite", "connectionString")
        .Require("lock.sqlite", "connectionString")
        .Require("pubsub.sqlite", "connectionString")
        .Require("secretstores.local.file", "secretsFile")
        .Require("state.sqlite", "connectionString|url");
}
