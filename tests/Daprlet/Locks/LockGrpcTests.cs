using Daprlet.Grpc.Runtime.V1;
using Daprlet.Hosting;
using Daprlet.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using DaprClient = Daprlet.Grpc.Runtime.V1.Dapr.DaprClient;
using Status = Daprlet.Grpc.Runtime.V1.UnlockResponse.Types.Status;

namespace DaprShop.Tests.Daprlet.Locks;

public sealed class LockGrpcTests
{
    [Fact]
    public async Task One_owner_has_the_lock_until_it_gives_it_back()
    {
        await using var sidecar = await StartAsync();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}");
        var client = new DaprClient(channel);

        Assert.True(await LockAsync(client, "ann"));
        Assert.False(await LockAsync(client, "bob"));
        Assert.Equal(Status.LockBelongsToOthers, await UnlockAsync(client, "bob"));
        Assert.Equal(Status.Success, await UnlockAsync(client, "ann"));
        Assert.Equal(Status.LockDoesNotExist, await UnlockAsync(client, "ann"));
        Assert.True(await LockAsync(client, "bob"));
    }

    [Fact]
    public async Task Errors_have_Daprs_words_and_no_details()
    {
        await using var sidecar = await StartAsync();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}");

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await new DaprClient(channel).TryLockAlpha1Async(new TryLockRequest { StoreName = "locks", ResourceId = "r", LockOwner = "ann" }));

        Assert.Equal((StatusCode.InvalidArgument, "ExpiryInSeconds is not positive in lock store locks"), (error.StatusCode, error.Status.Detail));
        Assert.Null(error.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    private static Task<Sidecar> StartAsync() => DaprletHost.StartAsync("users", DaprletHost.Component("locks", "lock.in-memory"));

    private static async Task<bool> LockAsync(DaprClient client, string owner) =>
        (await client.TryLockAlpha1Async(new TryLockRequest { StoreName = "locks", ResourceId = "r", LockOwner = owner, ExpiryInSeconds = 600 })).Success;

    private static async Task<Status> UnlockAsync(DaprClient client, string owner) =>
        (await client.UnlockAlpha1Async(new UnlockRequest { StoreName = "locks", ResourceId = "r", LockOwner = owner })).Status;
}
