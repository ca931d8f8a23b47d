namespace Daprlet.Invocation;

/// <summary>The id of an app with the namespace that it is in.</summary>
internal readonly record struct AppAddress(string AppId, string Namespace)
{
    /// <param name="target">As a caller names an app: its id, or <c>id.namespace</c>.</param>
    /// <param name="ownNamespace">The caller's.</param>
    /// <exception cref="InvocationException">It names no app.</exception>
    public static AppAddress Parse(string target, string ownNamespace) => target.Split('.') switch
    {
        [""] => throw new InvocationException("app id is empty"),
        [var app] => new AppAddress(app, ownNamespace),
        [var app, var named] => new AppAddress(app, named),
        _ => throw new InvocationException($"invalid app id {target}"),
    };
}
