namespace DaprShop.Tests.Daprlet;

/// <summary>Tests that measure, or set, what the whole process has: they run while no other does.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
