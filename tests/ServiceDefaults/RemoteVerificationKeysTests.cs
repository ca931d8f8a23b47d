using System.Security.Cryptography;
using Dapr.Client;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>The keys of Users, as another service reads them through its sidecar.</summary>
public sealed class RemoteVerificationKeysTests : IAsyncLifetime
{
    private readonly SidecarNetwork _network = new();
    private readonly VirtualTime _time = new();
    private volatile IReadOnlyList<string> _published = ["one"];
    private EchoApp? _users;
    private Sidecar? _sidecar;
    private DaprClient? _dapr;
    private RemoteVerificationKeys? _keys;

    private int Reads => _users!.Received.Count;

    public async ValueTask InitializeAsync()
    {
        _users = await EchoApp.StartAsync("users", _network);
        _users.Answer = context => context.Response.WriteAsJsonAsync(new JsonWebKeySet([.. _published.Select(Key)]));
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "orders", Network = _network });
        _dapr = new DaprClientBuilder().UseHttpEndpoint($"http://127.0.0.1:{_sidecar.HttpPort}").Build();
        _keys = new RemoteVerificationKeys(_dapr, _time, NullLogger<RemoteVerificationKeys>.Instance);
    }

    [Fact]
    public async Task However_many_ask_the_set_is_read_once_and_once_more_for_those_who_ask_meanwhile()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync("one")));

        Assert.All(found, key => Assert.Equal("one", key?.Id));
        Assert.InRange(Reads, 1, 2);
    }

    [Fact]
    public async Task A_key_that_is_new_is_found_however_short_ago_the_set_was_read()
    {
        await FindAsync("one");
        _published = ["one", "two"];

        Assert.Equal("two", (await FindAsync("two"))?.Id);
    }

    [Fact]
    public async Task Made_up_ids_do_not_flood_Users_and_hold_up_no_key_that_is_known()
    {
        await FindAsync("one");
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = _users!.Answer;
        _users.Answer = async context =>
        {
            await mayAnswer.Task;
            await answer(context);
        };

        var madeUp = Enumerable.Range(0, 100).Select(number => FindAsync($"made-up-{number}")).ToList();
        Assert.Equal("one", (await FindAsync("one"))?.Id);
        mayAnswer.SetResult();

        Assert.All(await Task.WhenAll(madeUp).WaitAsync(TimeSpan.FromMinutes(2)), Assert.Null);
        Assert.InRange(Reads, 2, 3); // one that had begun when the last of them came, and one for the rest
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_good_no_more_after_a_while()
    {
        await FindAsync("one");
        _published = [];

        _time.Advance(RemoteVerificationKeys.LongestAge - TimeSpan.FromSeconds(1));
        Assert.NotNull(await FindAsync("one"));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await FindAsync("one"));
    }

    [Fact]
    public async Task While_Users_is_down_the_keys_read_before_serve()
    {
        await FindAsync("one");
        await _users!.StopAppAsync();

        _time.Advance(RemoteVerificationKeys.LongestAge);

        Assert.NotNull(await FindAsync("one"));
    }

    [Fact]
    public async Task While_Users_is_down_nobody_is_refused_for_a_key_that_may_be_new()
    {
        await FindAsync("one");
        await _users!.StopAppAsync();

        var exception = await Assert.ThrowsAsync<ServiceUnavailableException>(() => FindAsync("two"));

        Assert.Equal("identity_unavailable", exception.Code);
    }

    [Fact]
    public async Task Without_any_keys_it_is_not_the_callers_fault()
    {
        await _users!.StopAppAsync();

        var exception = await Assert.ThrowsAsync<ServiceUnavailableException>(() => FindAsync("one"));

        Assert.Equal("identity_unavailable", exception.Code);
    }

    public async ValueTask DisposeAsync()
    {
        _keys?.Dispose();
        _dapr?.Dispose();
        if (_sidecar is not null) await _sidecar.DisposeAsync();
        if (_users is not null) await _users.DisposeAsync();
    }

    private static JsonWebKey Key(string id)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return JsonWebKey.From(new VerificationKey(id, pair.ExportParameters(false).Q));
    }

    private Task<VerificationKey?> FindAsync(string keyId) => _keys!.FindAsync(keyId, CancellationToken.None).AsTask();
}
