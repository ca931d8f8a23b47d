using System.Reflection;
using Dapr;
using Dapr.Actors.Runtime;
using Dapr.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Sdk.PublicApi;

public sealed class PublicApiTests
{
    private static readonly Assembly[] DaprAssemblies =
    [
        typeof(DaprDefaults).Assembly, typeof(DaprClient).Assembly, typeof(TopicAttribute).Assembly, typeof(Actor).Assembly, typeof(ActorsServiceCollectionExtensions).Assembly,
    ];

    /// <summary>The structs that the genuine SDK does not make readonly.</summary>
    private static readonly Type[] PlainStructs = [typeof(ActorMethodContext), typeof(ConditionalValue<>)];

    /// <summary>The types that the genuine SDK compiles with nullable references; a caller sees a difference if they are not.</summary>
    private static readonly Type[] AnnotatedTypes =
    [
        typeof(DaprDefaults), typeof(DaprException), typeof(DaprClient), typeof(InvocationHandler), typeof(StateEntry<>), typeof(SaveStateItem<>),
        typeof(BulkDeleteStateItem), typeof(StateTransactionRequest), typeof(BindingRequest), typeof(BindingResponse), typeof(BulkPublishEntry<>),
        typeof(BulkPublishResponse<>), typeof(BulkPublishResponseFailedEntry<>), typeof(DaprServiceCollectionExtensions),
        typeof(ActorRuntimeOptions), typeof(ActorsServiceCollectionExtensions),
    ];

    [Fact]
    public void The_Dapr_SDK_has_nothing_that_the_genuine_one_does_not_have()
    {
        var types = DaprAssemblies.SelectMany(assembly => assembly.GetExportedTypes());

        AssertListed("dapr-sdk-1.18.5.txt", types);
    }

    [Fact]
    public void The_structs_are_readonly_that_are_so_in_the_genuine_SDK()
    {
        var structs = DaprAssemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type is { IsValueType: true, IsEnum: false }).ToList();

        Assert.NotEmpty(structs);
        Assert.All(structs, type => Assert.Equal(!PlainStructs.Contains(type), type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsReadOnlyAttribute")));
    }

    [Fact]
    public void What_the_genuine_SDK_annotates_with_nullability_is_annotated_here()
    {
        var nullability = new NullabilityInfoContext();
        var parameters = AnnotatedTypes
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>()
            .SelectMany(method => method.GetParameters())
            .Where(parameter => !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsGenericParameter);

        Assert.All(parameters, parameter => Assert.True(
            nullability.Create(parameter).WriteState != NullabilityState.Unknown,
            $"{parameter.Member.DeclaringType}.{parameter.Member.Name}: {parameter.Name}"));
    }

    private static void AssertListed(string listing, IEnumerable<Type> types)
    {
        var differences = ApiListing.Read(listing).DifferencesOf(types).ToList();

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }
}
