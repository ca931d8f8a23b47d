using Microsoft.Extensions.Logging;

namespace Daprlet.Resiliency;

/// <summary>What policies work with.</summary>
/// <param name="Random">Spreads growing pauses.</param>
internal sealed record PolicyTools(TimeProvider Time, Random Random, ILogger Logger, ResiliencyMetrics Metrics);
