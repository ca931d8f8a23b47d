using System.Net;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.Testing;
using DaprShop.Users.Sessions;

namespace DaprShop.Tests.Users;

public sealed class LoginLimiterTests
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    private readonly ManualTime _time = new();
    private readonly LoginLimiter _limiter;

    public LoginLimiterTests() => _limiter = new LoginLimiter(_time);

    [Fact]
    public void An_address_has_some_tries_for_a_name_and_others_have_theirs()
    {
        Assert.Equal(LoginLimiter.MaxFromAddress, Enumerable.Range(0, 50).Count(_ => _limiter.TryBegin("ada", Home)));

        Assert.True(_limiter.TryBegin("ada", Stranger(1)));
        Assert.True(_limiter.TryBegin("bob", Home));
    }

    [Fact]
    public void All_addresses_of_an_IPv6_site_are_one_client_and_so_is_an_IPv4_address_in_either_form()
    {
        Assert.Equal(LoginLimiter.MaxFromAddress, Enumerable.Range(1, 50).Count(number => _limiter.TryBegin("ada", IPAddress.Parse($"2001:db8:1:2::{number:x}"))));
        Assert.True(_limiter.TryBegin("ada", IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal(LoginLimiter.MaxFromAddress, Enumerable.Range(0, 50).Count(number => _limiter.TryBegin("bob", number % 2 == 0 ? Home : Home.MapToIPv6())));
    }

    [Fact]
    public async Task A_try_that_could_not_be_made_does_not_count()
    {
        for (var i = 0; i < 200; i++)
            await Assert.ThrowsAsync<ServiceUnavailableException>(() => _limiter.TryAsync<string>("ada", Home, () => throw new ServiceUnavailableException("busy", "Busy.")));

        Assert.Equal((true, "in"), await _limiter.TryAsync("ada", Home, () => Task.FromResult<string?>("in")));
    }

    [Fact]
    public async Task Tries_that_fail_are_counted_until_one_is_right()
    {
        for (var i = 1; i < LoginLimiter.MaxFromAddress; i++) Assert.Equal((true, null), await _limiter.TryAsync("ada", Home, () => Task.FromResult<string?>(null)));
        Assert.Equal((true, "in"), await _limiter.TryAsync("ada", Home, () => Task.FromResult<string?>("in")));
        for (var i = 0; i < LoginLimiter.MaxFromKnownAddress; i++) Assert.True((await _limiter.TryAsync("ada", Home, () => Task.FromResult<string?>(null))).IsMade);
        Assert.False((await _limiter.TryAsync("ada", Home, () => Task.FromResult<string?>("in"))).IsMade);
    }

    [Fact]
    public void A_name_is_the_same_whatever_its_case() =>
        Assert.Equal(LoginLimiter.MaxFromAddress, Enumerable.Range(0, 50).Count(number => _limiter.TryBegin(number % 2 == 0 ? "ada" : "ADA", Home)));

    [Fact]
    public void Many_addresses_together_have_more_tries_but_not_any_number() =>
        Assert.Equal(LoginLimiter.MaxFromAnywhere, Enumerable.Range(0, 500).Count(number => _limiter.TryBegin("ada", Stranger(number))));

    [Fact]
    public void Strangers_do_not_keep_a_user_out_who_logged_in_from_there_before()
    {
        _limiter.TryBegin("ada", Home);
        _limiter.Succeeded("ada", Home);

        for (var number = 0; number < 500; number++) _limiter.TryBegin("ada", Stranger(number));

        Assert.True(_limiter.TryBegin("ada", Home));
    }

    [Fact]
    public void Tries_count_no_more_after_a_while()
    {
        while (_limiter.TryBegin("ada", Home))
        {
        }

        _time.Advance(LoginLimiter.Window);

        Assert.True(_limiter.TryBegin("ada", Home));
    }

    [Fact]
    public void A_success_gives_the_address_all_its_tries_again()
    {
        for (var tries = 0; tries < LoginLimiter.MaxFromAddress; tries++) _limiter.TryBegin("ada", Home);

        _limiter.Succeeded("ada", Home);

        Assert.True(_limiter.TryBegin("ada", Home));
    }

    private static IPAddress Stranger(int number) => new([198, 51, (byte)(number >> 8), (byte)number]);
}
