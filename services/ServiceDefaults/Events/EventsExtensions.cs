using Dapr;
using DaprShop.ServiceDefaults.DeadLetters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DaprShop.ServiceDefaults.Events;

/// <summary>What a service needs to publish events and to handle them.</summary>
public static class EventsExtensions
{
    private const string DeadLetterPath = "/internal/v1/dead-letters";

    /// <summary>Adds the publisher of events, and what keeps dead letters.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="appId">The service's app id; its dead letters go to the topic <c>{appId}.dead</c>.</param>
    /// <param name="stateStore">The state component that keeps them.</param>
    public static void AddEvents(this WebApplicationBuilder builder, string appId, string stateStore)
    {
        builder.Services.Configure<EventsOptions>(builder.Configuration.GetSection("Events"));
        builder.Services.Configure<EventsOptions>(options => (options.AppId, options.StateStore) = (appId, stateStore));
        builder.Services.AddSingleton<EventPublisher>();
        builder.Services.AddSingleton<DeadLetterStore>();
        builder.Services.AddSingleton<EventDelivery>();
    }

    /// <summary>Subscribes the service to a handler's topic.</summary>
    public static void AddEventHandler<THandler>(this IServiceCollection services) where THandler : class, IEventHandler =>
        services.AddSingleton<IEventHandler, THandler>();

    /// <summary>
    /// Maps a route for each handler, tells the sidecar of them, and lets administrators list and replay the events that were
    /// not handled.
    /// </summary>
    public static void MapEvents(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<EventsOptions>>().Value;
        foreach (var topic in app.Services.GetServices<IEventHandler>().Select(handler => handler.Topic))
        {
            app.MapPost($"/internal/v1/events/{topic}", (HttpRequest request, EventDelivery delivery, CancellationToken cancellationToken) =>
                    DeliverAsync(topic, request, delivery, cancellationToken))
                .WithTopic(new TopicOptions { PubsubName = options.PubSub, Name = topic, DeadLetterTopic = options.DeadLetterTopic })
                .ExcludeFromDescription();
        }

        // Raw, so that what is no event arrives too. What cannot be stored now goes round until it can.
        app.MapPost(DeadLetterPath, StoreAsync)
            .WithTopic(new TopicOptions
            {
                PubsubName = options.PubSub,
                Name = options.DeadLetterTopic,
                DeadLetterTopic = options.DeadLetterTopic,
                EnableRawPayload = true,
            })
            .ExcludeFromDescription();
        app.MapDeadLettersApi();
        app.MapSubscribeHandler();
    }

    private static async Task<Ok<DeliveryAnswer>> DeliverAsync(
        string topic, HttpRequest request, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var outcome = await delivery.DeliverAsync(topic, await ReadAsync(request, cancellationToken), cancellationToken);
        return TypedResults.Ok(new DeliveryAnswer(outcome.Status));
    }

    private static async Task<Ok<DeliveryAnswer>> StoreAsync(HttpRequest request, DeadLetterStore deadLetters, CancellationToken cancellationToken)
    {
        await deadLetters.StoreAsync(await ReadAsync(request, cancellationToken), cancellationToken);
        return TypedResults.Ok(new DeliveryAnswer(EventOutcome.Done.Status));
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private sealed record DeliveryAnswer(string Status);
}
