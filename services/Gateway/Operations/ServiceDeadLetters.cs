using System.Net.Http.Headers;
using System.Text.Json;
using Dapr.Client;
using DaprShop.Gateway.Forwarding;
using DaprShop.ServiceDefaults.DeadLetters;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.Extensions.Options;

namespace DaprShop.Gateway.Operations;

/// <summary>The dead letters of all services, the latest first.</summary>
/// <param name="Items">At most <paramref name="PageSize"/>.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has at most.</param>
/// <param name="Total">How many there are at the services that answered.</param>
/// <param name="Unavailable">The app ids of the services that did not answer, whose dead letters are missing.</param>
internal sealed record DeadLetterPage(
    IReadOnlyList<DeadLetter> Items, int Page, int PageSize, int Total, IReadOnlyList<string> Unavailable);

/// <summary>Puts the services' dead letters together.</summary>
internal sealed class ServiceDeadLetters(DaprClient dapr, SidecarClient sidecar, IOptions<ForwardingOptions> options)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The services that handle events.</summary>
    public static IReadOnlyList<string> Apps { get; } = ["notifications"];

    /// <summary>Reads a page.</summary>
    /// <param name="page">Which one.</param>
    /// <param name="token">The administrator's access token, which the services check again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<DeadLetterPage> ReadAsync(PageRequest page, string token, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(Apps.Select(app => ReadAsync(app, page.Skip + page.Size, token, cancellationToken)));
        var items = lists.OfType<Page<DeadLetter>>().SelectMany(list => list.Items).OrderByDescending(letter => letter.At);
        return new DeadLetterPage(
            [.. items.Skip(page.Skip).Take(page.Size)], page.Number, page.Size, lists.Sum(list => list?.Total ?? 0),
            [.. Apps.Where((_, index) => lists[index] is null)]);
    }

    // The latest dead letters of a service, as many as the page and all before it may hold; null if the service does not answer.
    private async Task<Page<DeadLetter>?> ReadAsync(string app, int count, string token, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.Timeout);
        var letters = new List<DeadLetter>();
        for (var number = 1; ; number++)
        {
            if (await ReadPageAsync(app, number, token, timeout.Token, cancellationToken) is not { } page) return null;
            letters.AddRange(page.Items);
            if (letters.Count >= count || number * page.PageSize >= page.Total) return page with { Items = letters };
        }
    }

    private async Task<Page<DeadLetter>?> ReadPageAsync(
        string app, int number, string token, CancellationToken timeout, CancellationToken cancellationToken)
    {
        using var request = dapr.CreateInvokeMethodRequest(
            HttpMethod.Get, app, $"{DeadLettersApi.Path}?page={number}&pageSize={PageRequest.DefaultPageSize}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await sidecar.SendAsync(request, timeout);
            if (!response.IsSuccessStatusCode) return null;
            await response.Content.LoadIntoBufferAsync(MaxBytes, timeout);
            return await response.Content.ReadFromJsonAsync<Page<DeadLetter>>(ShopJson.State, timeout);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
