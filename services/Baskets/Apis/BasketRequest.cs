using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DaprShop.Baskets.Processing;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Json;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Baskets.Apis;

/// <summary>What the routes of a basket read from a request and write to its answer, beside the body.</summary>
internal static class BasketRequest
{
    private const int HashLength = 32; // 128 bits as hexadecimal digits

    /// <summary>Who asks.</summary>
    public static Customer Customer(this HttpContext http) => new(
        http.User.UserId(), BearerToken.Of(http.Request) ?? throw new InvalidOperationException("The route does not require a user."));

    /// <summary>Whether the request is about the content that has this version; without <c>If-Match</c> it is about any.</summary>
    public static bool IsExpected(this HttpContext http, Guid version) => http.Request.CheckMatch(tag => tag == Tag(version)) is null;

    /// <summary>The answer to an <c>If-Match</c> that does not hold.</summary>
    public static ProblemHttpResult Stale(this HttpContext http) =>
        http.Request.CheckMatch(_ => false) ?? throw new InvalidOperationException("A stale change that If-Match allows.");

    /// <summary>Tells the caller the content's version.</summary>
    public static void SetVersion(this HttpContext http, Guid version) => http.Response.SetETag(Tag(version));

    /// <summary>A hash of an idempotency key.</summary>
    public static string HashOf(string key) => Hash(Encoding.UTF8.GetBytes(key));

    /// <summary>A hash of what a request asks for, whatever its JSON looked like.</summary>
    public static string HashOf<T>(T content) => Hash(JsonSerializer.SerializeToUtf8Bytes(content, ShopJson.State));

    /// <summary>The answer to a key that stands for another request.</summary>
    public static ProblemHttpResult KeyReused() => Problems.Create(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Use a new one.");

    private static string Tag(Guid version) => version.ToString("N");

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashLength];
}
