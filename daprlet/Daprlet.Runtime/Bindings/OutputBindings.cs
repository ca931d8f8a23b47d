using Daprlet.Components;
using Daprlet.Components.Bindings;
using Daprlet.Errors;
using Daprlet.Resiliency;

namespace Daprlet.Bindings;

/// <summary>Finds output bindings and asks them, whatever the transport.</summary>
internal sealed class OutputBindings(LoadedComponents components, ResiliencyPolicies resiliency)
{
    /// <summary>What the API answers where the binding has failed.</summary>
    public static ApiError Failed(string name, string error) => new(500, "ERR_INVOKE_OUTPUT_BINDING", $"error invoking output binding {name}: {error}");

    public async Task<BindingAnswer> InvokeAsync(string name, BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation.Length == 0)
            return BindingAnswer.Failed("operation field is missing from request");
        if (components.Find<BindingComponent>(name)?.Output is not { } binding)
            return BindingAnswer.Failed($"couldn't find output binding {name}");
        if (!binding.Operations.Contains(request.Operation))
            return BindingAnswer.Failed($"binding {name} does not support operation {request.Operation}. supported operations:{string.Join(' ', binding.Operations)}");
        try
        {
            return await resiliency.ForComponent(name, ComponentKind.Binding, ComponentDirection.Outbound)
                .RunAsync(token => binding.InvokeAsync(request, token), cancellationToken, answer => answer.Error is null ? AttemptOutcome.Success : AttemptOutcome.Failed());
        }
        catch (PolicyException e)
        {
            return BindingAnswer.Failed(e.Message);
        }
    }
}
