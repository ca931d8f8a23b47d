using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.Users.Accounts;
using DaprShop.Users.Keys;
using DaprShop.Users.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DaprShop.Users;

internal static class UsersServices
{
    private static readonly TimeSpan ShortestKeyAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestKeyAge = TimeSpan.FromDays(3653);
    private static readonly TimeSpan LongestKeyInterval = TimeSpan.FromMinutes(5);

    public static void AddUsers(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<UsersOptions>()
            .Bind(builder.Configuration.GetSection("Users"))
            .Validate(options => options.SigningKeyAge >= ShortestKeyAge && options.SigningKeyAge <= LongestKeyAge,
                "Users:SigningKeyAge must be 1 day to 10 years.")
            .Validate(options => options.SigningKeyInterval > TimeSpan.Zero && options.SigningKeyInterval <= LongestKeyInterval,
                "Users:SigningKeyInterval must be above zero, and at most 5 minutes.")
            .ValidateOnStart();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Passwords.Iterations);
        services.Configure<PasswordHasherOptions>(builder.Configuration.GetSection("PasswordHasher"));
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<LoginLimiter>();
        services.AddSingleton<SessionService>();
        builder.AddEvents("users", (builder.Configuration.GetSection("Users").Get<UsersOptions>() ?? new UsersOptions()).StateStore);
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<SigningKeys>();
        services.Replace(ServiceDescriptor.Singleton<IVerificationKeys>(provider => provider.GetRequiredService<SigningKeys>()));
        services.AddHostedService<SigningKeyRotation>();
        services.AddSingleton<AdministratorAccount>();
        services.AddHostedService(provider => provider.GetRequiredService<AdministratorAccount>());
    }
}
