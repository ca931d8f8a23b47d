using System.Text.Json;
using Dapr.Actors;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;

namespace DaprShop.Tests.Sdk.Actors;

public sealed class ActorInterfaceTests
{
    private const string Methods = "The actor interface methods";

    [Theory]
    [InlineData(typeof(SampleActor), "is not an Actor interface as it is not an interface.")]
    [InlineData(typeof(INoActor), "is not an actor interface as it does not derive from the interface 'Dapr.Actors.IActor'.")]
    [InlineData(typeof(IMixed), "as it derive from a non actor interface")]
    [InlineData(typeof(IGeneric<int>), "is using generics. Generic interfaces cannot be remoted.")]
    [InlineData(typeof(IOverloads), $"is overloaded. {Methods} cannot be overloaded.")]
    [InlineData(typeof(IGenericMethod), $"is using generics. {Methods} cannot use generics.")]
    [InlineData(typeof(INoTask), $"does not return Task or Task<>. {Methods} must be async and must return either Task or Task<>.")]
    [InlineData(typeof(IValueTask), "does not return Task or Task<>.")]
    [InlineData(typeof(IOut), $"has out/ref/optional parameter 'number'. {Methods} must not have out, ref or optional parameters.")]
    [InlineData(typeof(IRef), "has out/ref/optional parameter 'number'.")]
    [InlineData(typeof(IOptional), "has out/ref/optional parameter 'number'.")]
    [InlineData(typeof(IParams), $"has variable length parameter 'numbers'. {Methods} must not have variable length parameters.")]
    [InlineData(typeof(ICancellationFirst), "parameter that is not the last parameter.")]
    public void An_interface_that_breaks_a_rule_has_no_proxy(Type type, string rule)
    {
        var exception = Assert.Throws<ArgumentException>(() => new ActorProxyFactory().CreateActorProxy(new ActorId("1"), type, "Some"));

        Assert.Contains(rule, exception.Message, StringComparison.Ordinal);
        Assert.Equal("actorInterfaceType", exception.ParamName);
    }

    [Fact]
    public void An_interface_that_is_not_public_has_no_proxy() =>
        Assert.Throws<TypeLoadException>(() => ActorProxy.Create<IHidden>(new ActorId("1"), "Some"));

    [Fact]
    public void A_cancellation_token_may_be_optional() =>
        Assert.NotNull(ActorProxy.Create<IOptionalCancellation>(new ActorId("1"), "Some"));

    [Fact]
    public void A_class_is_an_actor_if_it_derives_from_Actor_and_has_an_actor_interface()
    {
        Assert.Throws<ArgumentException>(() => ActorHost.CreateForTest(typeof(string)));
        Assert.Throws<ArgumentException>(() => ActorHost.CreateForTest<WithoutInterface>());

        var type = ActorHost.CreateForTest<SampleActor>().ActorTypeInfo;

        Assert.Equal(("Sample", true, false), (type.ActorTypeName, type.IsRemindable, type.IsAbstract));
        Assert.Equal([typeof(ICounter), typeof(ISampleActor)], type.InterfaceTypes.OrderBy(contract => contract.Name));
        Assert.Equal("Named", ActorHost.CreateForTest<SampleActor>("Named").ActorTypeInfo.ActorTypeName);
    }

    [Fact]
    public void Ids_are_equal_without_regard_to_case_and_are_strings_in_JSON()
    {
        Assert.True(new ActorId("a") == new ActorId("A"));
        Assert.True(new ActorId("a") != new ActorId("b"));
        Assert.Equal(0, new ActorId("a").CompareTo(new ActorId("A")));
        Assert.NotEqual(ActorId.CreateRandom(), ActorId.CreateRandom());
        Assert.Throws<ArgumentException>(() => new ActorId(" "));

        Assert.Equal("""{"ActorId":"q","ActorType":"X"}""", JsonSerializer.Serialize(new ActorReference { ActorId = new ActorId("q"), ActorType = "X" }));
        Assert.Equal(new ActorId("q"), JsonSerializer.Deserialize<ActorId>("\"q\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ActorId>("\" \""));
    }

    [Fact]
    public void A_reference_tells_and_finds_its_actor()
    {
        var reference = ActorReference.Get(ActorProxy.Create<ISampleActor>(new ActorId("1"), "Sample"));

        Assert.Equal(("1", "Sample"), (reference.ActorId.GetId(), reference.ActorType));
        Assert.IsAssignableFrom<ISampleActor>(reference.Bind(typeof(ISampleActor)));
        Assert.Null(ActorReference.Get(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActorReference.Get("text"));
    }

    public interface INoActor;

    public interface IMixed : INoActor, IActor;

    public interface IGeneric<T> : IActor
    {
        Task<T> RunAsync();
    }

    public interface IOverloads : IActor
    {
        Task RunAsync();

        Task RunAsync(int number);
    }

    public interface IGenericMethod : IActor
    {
        Task RunAsync<T>();
    }

    public interface INoTask : IActor
    {
        void Run();
    }

    public interface IValueTask : IActor
    {
        ValueTask RunAsync();
    }

    public interface IOut : IActor
    {
        Task RunAsync(out int number);
    }

    public interface IRef : IActor
    {
        Task RunAsync(ref int number);
    }

    public interface IOptional : IActor
    {
        Task RunAsync(int number = 1);
    }

    public interface IParams : IActor
    {
        Task RunAsync(params int[] numbers);
    }

#pragma warning disable CA1068 // that it is not last is what is tested
    public interface ICancellationFirst : IActor
    {
        Task RunAsync(CancellationToken cancellationToken, int number);
    }
#pragma warning restore CA1068

    public interface IOptionalCancellation : IActor
    {
        Task RunAsync(int number, CancellationToken cancellationToken = default);
    }

    internal interface IHidden : IActor
    {
        Task RunAsync();
    }

    public sealed class WithoutInterface(ActorHost host) : Actor(host);
}
