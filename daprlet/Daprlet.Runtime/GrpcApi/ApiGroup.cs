namespace Daprlet.GrpcApi;

/// <summary>Methods of Dapr's service that a rule of an API list stands for together.</summary>
/// <param name="Name">As a rule names it: <c>state</c>.</param>
/// <param name="Version">As a rule names it: <c>v1</c>, <c>v1alpha1</c>.</param>
internal sealed record ApiGroup(string Name, string Version, params string[] Methods);
