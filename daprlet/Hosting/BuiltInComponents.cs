using Daprlet.Bindings;
using Daprlet.Bindings.Http;
using Daprlet.Bindings.LocalStorage;
using Daprlet.Bindings.Smtp;
using Daprlet.Components;
using Daprlet.Configuration;
using Daprlet.Configuration.Sqlite;
using Daprlet.Locks;
using Daprlet.PubSub;
using Daprlet.PubSub.Sqlite;
using Daprlet.Secrets;
using Daprlet.State;

namespace Daprlet.Hosting;

/// <summary>The component types that daprlet comes with.</summary>
public static class BuiltInComponents
{
    /// <summary>A fresh table, to which more types can be added.</summary>
    public static ComponentTypes Types() => new ComponentTypes()
        .AddBinding("bindings.cron", () => new CronBinding())
        .AddBinding("bindings.http", () => new HttpBinding())
        .AddBinding("bindings.localstorage", () => new LocalStorageBinding())
        .AddBinding("bindings.smtp", () => new SmtpBinding())
        .Add("configuration.in-memory", () => new InMemoryConfigurationStore())
        .Add("configuration.sqlite", () => new SqliteConfigurationStore())
        .AddLockStore("lock.in-memory", () => new InMemoryLockStore())
        .AddLockStore("lock.sqlite", () => new SqliteLockStore())
        .Add("pubsub.in-memory", () => new InMemoryPubSub())
        .Add("pubsub.sqlite", () => new SqlitePubSub())
        .Add("secretstores.local.env", () => new LocalEnvSecretStore())
        .Add("secretstores.local.file", () => new LocalFileSecretStore())
        .AddStateStore("state.in-memory", () => new InMemoryStateStore())
        .AddStateStore("state.sqlite", () => new SqliteStateStore())
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
