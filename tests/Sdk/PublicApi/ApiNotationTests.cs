using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DaprShop.Tests.Sdk.PublicApi;

/// <summary>What the notation does not tell, the comparison with the listings cannot see.</summary>
public sealed class ApiNotationTests
{
    [Theory]
    [InlineData(typeof(Sample<>), "abstract class Sample<TValue> : IAsyncDisposable, IDisposable where TValue : class")]
    [InlineData(typeof(SampleAttribute), "[AttributeUsage((System.AttributeTargets)4, AllowMultiple = True)] sealed class SampleAttribute : Attribute")]
    [InlineData(typeof(Helpers), "static class Helpers")]
    [InlineData(typeof(Point), "struct Point : IEquatable<Point>")]
    [InlineData(typeof(Line), "sealed record Line : IEquatable<Line>")]
    [InlineData(typeof(IContract), "interface IContract : IDisposable")]
    [InlineData(typeof(Sizes), "enum Sizes")]
    public void A_type_is_written_with_its_kind_attributes_bases_and_constraints(Type type, string expected) =>
        Assert.Equal($"[DaprShop.Tests.Sdk.PublicApi] {expected}", ApiNotation.Heading(type));

    [Fact]
    public void A_member_is_written_with_access_modifiers_nullability_names_defaults_attributes_and_constraints()
    {
        HashSet<string> expected =
        [
            "public const int Count = \"3\"",
            "public string Field",
            "protected Sample(int? number = null, CancellationToken cancellationToken = default)",
            "public string? MaybeText { get; protected set; }",
            "[Obsolete(\"old\")] [JsonPropertyName(\"t\")] [Experimental(\"SAMPLE\")] public string Text { get; init; }",
            "public static Func<string?, int> Map(IReadOnlyDictionary<string, string?>? map, bool flag = true, DayOfWeek day = DayOfWeek.Monday, string text = \"x\")",
            "public abstract T Get<T>(T value, out int[] numbers) where T : class, IDisposable, new()",
            "protected virtual void Run(Sample<TValue> other)",
            "public override string? ToString()",
            "public void Dispose()",
            "public ValueTask DisposeAsync()",
        ];

        Assert.Empty(ApiNotation.Members(typeof(Sample<>)).Except(expected));
    }

    [Fact]
    public void An_extension_method_is_written_with_this() =>
        Assert.Equal(["public static void Extend(this string? text, params int[] numbers)"], ApiNotation.Members(typeof(Helpers)));

    [Fact]
    public void An_enum_is_written_with_its_values() =>
        Assert.Equal(["Small = 1, Large = 4"], ApiNotation.Members(typeof(Sizes)));

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    private sealed class SampleAttribute : Attribute;

    private abstract class Sample<TValue> : IAsyncDisposable, IDisposable
        where TValue : class
    {
        public const int Count = 3;
        public string Field = "";

        protected Sample(int? number = null, CancellationToken cancellationToken = default) => MaybeText = $"{number}{cancellationToken}";

        internal Sample(string hidden) => MaybeText = hidden;

        public string? MaybeText { get; protected set; }

        [Obsolete("old")]
        [JsonPropertyName("t")]
        [Experimental("SAMPLE")]
        public string Text { get; init; } = "";

        public static Func<string?, int> Map(IReadOnlyDictionary<string, string?>? map, bool flag = true, DayOfWeek day = DayOfWeek.Monday, string text = "x") =>
            _ => map is null || flag ? (int)day : text.Length;

        public abstract T Get<T>(T value, out int[] numbers)
            where T : class, IDisposable, new();

        protected virtual void Run(Sample<TValue> other) => other.Dispose();

        public override string? ToString() => MaybeText;

        public void Dispose() => GC.SuppressFinalize(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private readonly struct Point : IEquatable<Point>
    {
        public bool Equals(Point other) => true;

        public override bool Equals(object? obj) => obj is Point;

        public override int GetHashCode() => 0;
    }

    private sealed record Line;

    private interface IContract : IDisposable;

    private enum Sizes
    {
        Small = 1,
        Large = 4,
    }
}

internal static class Helpers
{
    public static void Extend(this string? text, params int[] numbers) => _ = text?.Length + numbers.Length;
}
