namespace Dapr.Actors.Communication;

/// <summary>What the data contracts of all messages have in common.</summary>
internal static class DataContracts
{
    public const string Namespace = "urn:actors";
}
