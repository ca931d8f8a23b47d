namespace Daprlet.Resiliency;

/// <summary>The kinds of components, by the names that default policies have for them.</summary>
public enum ComponentKind
{
    Binding,
    Configuration,
    Conversation,
    Crypto,
    Lock,
    Pubsub,
    Secretstore,
    Statestore,
}

/// <summary>Which way an operation of a component goes.</summary>
public enum ComponentDirection
{
    /// <summary>From the app to the component.</summary>
    Outbound,

    /// <summary>From the component to the app.</summary>
    Inbound,
}
