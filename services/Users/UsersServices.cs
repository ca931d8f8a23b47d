using DaprShop.ServiceDefaults.Identity;
using DaprShop.Users.Accounts;
using DaprShop.Users.Keys;
using DaprShop.Users.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DaprShop.Users;

internal static class UsersServices
{
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<UsersOptions>(builder.Configuration.GetSection("Users"));
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Passwords.Iterations);
        services.Configure<PasswordHasherOptions>(builder.Configuration.GetSection("PasswordHasher"));
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<LoginLimiter>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<SigningKeys>();
        services.Replace(ServiceDescriptor.Singleton<IVerificationKeys>(provider => provider.GetRequiredService<SigningKeys>()));
        services.AddSingleton<AdministratorAccount>();
        services.AddHostedService(provider => provider.GetRequiredService<AdministratorAccount>());
    }
}
