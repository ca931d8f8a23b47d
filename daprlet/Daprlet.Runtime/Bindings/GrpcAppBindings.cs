using System.Text.Json;
using Daprlet.Apps;
using Daprlet.Components.Bindings;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Json;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Bindings;

/// <summary>
/// Input bindings as an app that speaks gRPC sees them: it lists those that it wants, gets their events by <c>OnBindingEvent</c>, and may answer with
/// data for output bindings. As in Dapr states in an answer are not saved.
/// </summary>
internal sealed partial class GrpcAppBindings(GrpcAppChannel app, TraceSampler sampler, OutputBindings outputs, ILogger logger) : IAppBindings
{
    private const string Create = "create";

    private IReadOnlyCollection<string>? _listed;

    /// <summary>Whether the app lists the binding; an app that does not list any, or cannot, wants none.</summary>
    /// <inheritdoc/>
    public async Task<bool> WantsAsync(string name, string route, CancellationToken cancellationToken) =>
        (_listed ??= await ListAsync(cancellationToken)).Contains(name);

    public async Task<string?> DeliverAsync(string name, string path, BindingEvent bindingEvent, Policy policy, CancellationToken aborted)
    {
        var request = new BindingEventRequest { Name = name, Data = UnsafeByteOperations.UnsafeWrap(bindingEvent.Data), Metadata = { bindingEvent.Metadata.ToDictionary() } };
        try
        {
            var answer = await policy.RunAsync(token => app.CallAsync(options => app.Callback.OnBindingEventAsync(request, options), Metadata(bindingEvent), token), aborted);
            return await PassOnAsync(answer, aborted);
        }
        catch (RpcException e)
        {
            return $"error invoking app: {e.Status}";
        }
    }

    private async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await app.CallAsync(options => app.Callback.ListInputBindingsAsync(new Empty(), options), null, cancellationToken)).Bindings;
        }
        catch (RpcException e)
        {
            LogNotListed(logger, e.Status.Detail);
            return [];
        }
    }

    private CallMetadata Metadata(BindingEvent bindingEvent)
    {
        var metadata = new CallMetadata();
        if (sampler.IsOff)
            return metadata;
        var trace = sampler.Continue(bindingEvent.Metadata.GetValueOrDefault("traceparent"), bindingEvent.Metadata.GetValueOrDefault("tracestate"));
        GrpcTrace.AddTo(metadata, trace.TraceParent, null);
        return metadata;
    }

    /// <summary>Hands the answer's data to the output bindings that it names: one after the other, where a failure is that of the event, or all at once, where nobody hears of it.</summary>
    private async Task<string?> PassOnAsync(BindingEventResponse answer, CancellationToken aborted)
    {
        if (answer.To.Count == 0)
            return null;
        var request = new BindingRequest(Create, Rewrite(answer.Data.Memory), new Dictionary<string, string>());
        if (answer.Concurrency == BindingEventResponse.Types.BindingEventConcurrency.Parallel)
        {
            await Task.WhenAll(answer.To.Select(name => SendAsync(name, request, aborted)));
            return null;
        }
        foreach (var name in answer.To)
        {
            if (await SendAsync(name, request, aborted) is { } problem)
                return problem;
        }
        return null;
    }

    private async Task<string?> SendAsync(string name, BindingRequest request, CancellationToken aborted)
    {
        var error = (await outputs.InvokeAsync(name, request, aborted)).Error;
        if (error is not null)
            LogNotPassedOn(logger, name, error);
        return error;
    }

    /// <summary>JSON by Go's rules; what is none is null.</summary>
    private static byte[] Rewrite(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var rewritten = new ByteBuffer(data.Length);
            var reader = new Utf8JsonReader(data.Span, GoJson.ReaderOptions);
            JsonField.Next(ref reader);
            GoJson.Write(ref reader, rewritten);
            return reader.Read() ? Null() : rewritten.Span.ToArray();
        }
        catch (JsonException)
        {
            return Null();
        }
    }

    private static byte[] Null() => "null"u8.ToArray();

    [LoggerMessage(Level = LogLevel.Debug, Message = "the app does not list input bindings: {Reason}")]
    private static partial void LogNotListed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "error sending an app's answer to binding {Name}: {Reason}")]
    private static partial void LogNotPassedOn(ILogger logger, string name, string reason);
}
