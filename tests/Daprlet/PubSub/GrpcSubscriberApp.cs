using System.Collections.Concurrent;
using Daprlet.Grpc.Runtime.V1;
using DaprShop.Tests.Daprlet.Apps;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using CallMetadata = Grpc.Core.Metadata;
using EventStatus = Daprlet.Grpc.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>An app with subscriptions that speaks gRPC: notes what it gets and answers as the test says.</summary>
internal sealed class GrpcSubscriberApp(params IReadOnlyList<TopicSubscription> subscriptions) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<ReceivedCall> _received = [];
    private WebApplication? _web;

    private IReadOnlyList<TopicSubscription> Subscriptions => subscriptions;

    public int Port => new Uri(_web!.Urls.First()).Port;

    public IReadOnlyList<ReceivedCall> All => [.. _received];

    /// <summary>What is answered to an event; an <see cref="RpcException"/> is answered as its status.</summary>
    public Func<TopicEventRequest, Task<EventStatus>> OnEvent { get; init; } = _ => Task.FromResult(EventStatus.Success);

    /// <summary>What is answered to an entry of a bulk delivery; null leaves it out of the answer.</summary>
    public Func<TopicEventBulkRequestEntry, EventStatus?> OnEntry { get; init; } = _ => EventStatus.Success;

    /// <summary>Whether the app has only the former name of the method for bulk deliveries.</summary>
    public bool IsFormer { get; init; }

    public async Task<GrpcSubscriberApp> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocally(0, HttpProtocols.Http2, tls: false));
        _web = builder.Build();
        _web.MapGrpcService<Callback>();
        _web.MapGrpcService<CallbackAlpha>();
        await _web.StartAsync();
        return this;
    }

    /// <summary>Waits until a condition holds for what has been received.</summary>
    public async Task<IReadOnlyList<ReceivedCall>> UntilAsync(Func<IReadOnlyList<ReceivedCall>, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition(All))
            await Task.Delay(10, limit.Token);
        return All;
    }

    public ValueTask DisposeAsync() => _web?.DisposeAsync() ?? ValueTask.CompletedTask;

    private TopicEventBulkResponse Answer(TopicEventBulkRequest request, ServerCallContext context)
    {
        _received.Enqueue(new ReceivedCall(null, request, context.RequestHeaders));
        var answer = new TopicEventBulkResponse();
        foreach (var entry in request.Entries)
        {
            if (OnEntry(entry) is { } status)
                answer.Statuses.Add(new TopicEventBulkResponseEntry { EntryId = entry.EntryId, Status = status });
        }
        return answer;
    }

    private sealed class Callback(GrpcSubscriberApp app) : AppCallback.AppCallbackBase
    {
        public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(Empty request, ServerCallContext context) =>
            Task.FromResult(new ListTopicSubscriptionsResponse { Subscriptions = { app.Subscriptions } });

        public override async Task<TopicEventResponse> OnTopicEvent(TopicEventRequest request, ServerCallContext context)
        {
            app._received.Enqueue(new ReceivedCall(request, null, context.RequestHeaders));
            return new TopicEventResponse { Status = await app.OnEvent(request) };
        }

        public override Task<TopicEventBulkResponse> OnBulkTopicEvent(TopicEventBulkRequest request, ServerCallContext context) =>
            app.IsFormer ? base.OnBulkTopicEvent(request, context) : Task.FromResult(app.Answer(request, context));
    }

    private sealed class CallbackAlpha(GrpcSubscriberApp app) : AppCallbackAlpha.AppCallbackAlphaBase
    {
        public override Task<TopicEventBulkResponse> OnBulkTopicEventAlpha1(TopicEventBulkRequest request, ServerCallContext context) => Task.FromResult(app.Answer(request, context));
    }
}

/// <summary>A delivery as the app saw it: one event, or several.</summary>
internal sealed record ReceivedCall(TopicEventRequest? Event, TopicEventBulkRequest? Bulk, CallMetadata Metadata)
{
    public string Path => Event?.Path ?? Bulk!.Path;

    public string? Data => Event?.Data.ToStringUtf8();
}
