using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daprlet.Components.State;
using DaprShop.Users;
using DaprShop.Users.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DaprShop.Tests.Users;

/// <summary>What stands for passwords in the state store.</summary>
public sealed class PasswordHashTests
{
    [Fact]
    public void In_production_a_hash_costs_what_OWASP_says_or_more()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddUsers();
        using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(Passwords.Iterations, services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount);
        Assert.True(Passwords.Iterations >= 210_000, $"{Passwords.Iterations} rounds of PBKDF2 are too few.");

        // The framework's format 3: a byte, the pseudo-random function (2 is HMAC-SHA-512), the rounds.
        var hash = Convert.FromBase64String(services.GetRequiredService<IPasswordHasher<Account>>().HashPassword(null!, "a good password"));
        Assert.Equal((1, 2, Passwords.Iterations), (hash[0], BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5))));
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_replaced_when_its_user_logs_in_and_by_no_wrong_password()
    {
        await using var users = await UsersHost.StartAsync();
        var hashes = new List<string>();
        users.Store.AfterWrite = write =>
        {
            if (write is StateUpsert upsert && upsert.Key.Contains("user-", StringComparison.Ordinal))
                lock (hashes) hashes.Add((string)JsonSerializer.Deserialize<JsonObject>(upsert.Value.Span)!["passwordHash"]!);
        };
        users.Hasher.Rounds = 500;
        await users.RegisterAndLogInAsync("early");
        var old = hashes[^1];
        users.Hasher.Rounds = 1000;

        await users.LogInAsync("early", "a wrong password");
        Assert.Equal(old, hashes[^1]);
        await Tokens.ReadAsync(await users.LogInAsync("early"));
        var replaced = hashes[^1];
        Assert.NotEqual(old, replaced);
        await Tokens.ReadAsync(await users.LogInAsync("early"));
        Assert.Equal(replaced, hashes[^1]);
    }
}
