using Daprlet.Blocks;
using Daprlet.Invocation;
using Daprlet.Resiliency;

namespace Daprlet.Hosting;

/// <summary>What a sidecar has read at its start, with what is needed to follow changes.</summary>
internal sealed record LoadedSidecar(SidecarServices Services, HttpEndpoints Endpoints, ComponentReload Components, PolicyTools PolicyTools);
